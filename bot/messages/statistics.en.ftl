### Words of the reports and of the dashboard.

title = What people asked the Qonys bot
period = { $from } – { $to }
weeks-count = { $count ->
    [one] { $count } week
   *[other] { $count } weeks
}
threshold-note = No number under { $threshold } is shown. A dash means: fewer than { $threshold }, or hidden so that smaller numbers can't be worked out from the sum. “Hidden” is what all of these amount to.
people-note = People a day are an estimate, off by about 1 %; nobody knows who they were.
week-note = A week appears on the Wednesday after it ends and does not change any more.
terms-note = Words of the programme that were in questions without an answer, or with a 👎 under it. Numbers are rounded down: each means “at least”.
no-data = Nothing to show for this time: every week had fewer than { $threshold } questions, or is not closed yet.
hidden = Hidden
at-least = at least { $count }
dash = –
show-table = Show the table

## Tables

table-overview = By week
table-statuses = What became of the questions
table-topics = By topic
table-regions = By region asked about
table-languages = By language of the answer
table-scripts = By spelling
table-days = By day
table-gap-sections = What is missing: nearest sections
table-gap-regions = What is missing: regions in unanswered questions
table-gap-terms = What is missing: words of the programme in unanswered questions
table-feedback = Feedback by topic
table-reasons = Why an answer did not help
table-centres = Came through a centre's link
table-latency = Time to answer
table-versions = By version of the texts
table-losses = Not counted

## Columns

column-week = Week
column-status = Outcome
column-topic = Topic
column-region = Region
column-language = Language
column-script = Spelling
column-day = Day
column-section = Section
column-term = Word
column-reason = Reason
column-centre = Centre
column-latency = Time
column-version = Version
column-questions = Questions
column-answered = Answered
column-unanswered = Unanswered
column-clarification = Clarified
column-not_in_texts = Not in the texts
column-share = Answered share
column-people = People a day
column-people_of_day = People
column-count = Count
column-not_helpful = 👎
column-up = 👍
column-down = 👎
column-visits = Visits

## Values

status-answered = answered
status-clarification = clarification
status-not_in_texts = not in the texts
status-out_of_scope = out of scope
status-personal_data = personal data
status-greeting = greeting
status-error = error
language-kk = Kazakh
language-ru = Russian
script-standard = standard
script-no_kazakh_letters = without Kazakh letters
script-latin = Latin script
script-mixed = mixed
reason-region = about another region
reason-unclear = unclear
reason-outdated = outdated
reason-wrong = wrong
reason-none = no reason given
latency-le_15_ms = up to 15 ms
latency-le_50_ms = up to 50 ms
latency-le_200_ms = up to 200 ms
latency-le_1000_ms = up to 1 s
latency-more = more than 1 s
loss-full = no room during a long outage
loss-late = the database came back too late
loss-refused = refused by the database
none-topic = no topic
none-region = no region named
none-section = no section
none-centre = without a centre's link
none-version = unknown version
several-region = several regions

## Dashboard

dashboard = Statistics
dashboard-login = Sign in
dashboard-password = Password
dashboard-enter = Sign in
dashboard-leave = Sign out
dashboard-wrong = Wrong password.
dashboard-wait = Too many attempts. Try again in { $minutes } min.
dashboard-expired = This page is too old. Please sign in again.
dashboard-weeks = Period
dashboard-show = Show
dashboard-download = Download
dashboard-away = The database cannot be read now. Please reload this page in a minute. The bot goes on answering questions.
dashboard-few = fewer than { $threshold }
dashboard-lost = Not counted since the start: { $count }
tile-questions = questions
tile-share = answered
tile-people = people a day
tile-helpful = 👍 of all feedback
trend = Questions by week
trend-answered = answered
trend-unanswered = unanswered
trend-other = not on the programme: greetings, other subjects
bars-other = the rest, or hidden

## Digest for admins

digest-title = Qonys: week of { $from } – { $to }
digest-questions = Questions: { $count }
digest-change = , { $count } the week before
digest-share = Answered: { $share } of questions on the programme
digest-people = People a day on average: about { $count }
digest-topics = Asked most:
digest-gaps = Missing in the texts:
digest-feedback = Feedback: 👍 { $up }, 👎 { $down }
digest-centres = Through the centres' links: { $count }
digest-quiet = There were fewer than { $threshold } questions: such a week is not shown.
digest-line = – { $name }: { $count }
