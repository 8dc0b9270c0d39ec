### What `qonys check` says: what is wrong (the text) and what to do (.remedy). For who edits the folder, not the program.

## The report

report-folder = Folder { $folder }, checked for { DAY($today) }
report-error = Error
report-warning = Warning
report-line = line { $line }
report-clean = No errors and no warnings. Documents: { $documents }, sections: { $sections }.
report-totals = Errors: { $errors }, warnings: { $warnings }.
report-blocked = With errors the folder does not go live: the bot goes on answering from the earlier texts.
report-usable = No errors: the folder can go live. Better mend the warnings too.
no-folder = There is no folder { $folder }. Name the folder of the texts: qonys check FOLDER
facts-unreadable = The facts cannot be read: { $problem }
coverage-title = Which facts stand in the texts
coverage-fact = Fact
coverage-confidence = Confidence
coverage-sections = Sections
coverage-left-out = Left out: { $reason }
coverage-missing = neither a section nor a reason
coverage-share = Facts of high and medium confidence that the texts answer in both languages: { $answered } of { $counted } ({ $percent } %).
confidence-high = high
confidence-medium = medium
confidence-low = low

## The file and its front matter

file-missing = The file is missing.
    .remedy = Put the file back: the folder does not work without it.
file-ignored = The file “{ $name }” lies in the folder of a topic, but the bot does not read it.
    .remedy = Name it short-name.kk.md (Kazakh) or short-name.ru.md (Russian). If it is not needed, take it away.
maintainer-folder = maintainers.yaml names the folder “{ $folder }”, and there is no such folder.
    .remedy = Correct the name of the folder (such as subsidies) or delete the line. The word all stands for every other folder.
not-utf8 = The file is not saved as UTF-8, its letters cannot be read.
    .remedy = Open the file in an editor and save it as UTF-8.
no-documents = There is no text in the folder.
    .remedy = Check that this is the folder you meant.
front-matter-missing = The file does not begin with front matter.
    .remedy = Put three hyphens (---) on the first line, the front matter of docs/knowledge-format.md below it, and close it with three hyphens.
front-matter-open = The front matter is not closed.
    .remedy = Put three hyphens (---) on a line of their own after the last line of the front matter.
yaml-syntax = { $kind ->
        [twice] The field “{ $key }” stands twice.
        [colon] There is a colon too many in this line, or a text with a colon stands without quotes.
        [tab] This line has a character that nothing can begin with (often a Tab in place of spaces, or %, @, `).
        [bracket] A bracket or a quote is not closed.
       *[other] The line cannot be read: an indent, colon, quote or bracket is out of place.
    } ({ $problem })
    .remedy = Compare the line with its neighbours: indent with spaces, “field: value”, text with a colon in single quotes, every bracket and quote closed.
field-missing = The field “{ $field }” is missing.
    .remedy = Add it; docs/knowledge-format.md says what stands in it.
field-unknown = The program knows no field “{ $field }”.
    .remedy = Look for a typing slip in the name; take away a field that is not needed.
field-invalid = { $kind ->
        [choice] The field “{ $field }” has “{ $value }”, but may have only: { $expected }.
        [date] The field “{ $field }” has “{ $value }”, but needs a date such as 2026-11-20.
        [long] The text in “{ $field }” is too long: at most { $expected } characters.
        [short] The field “{ $field }” is empty.
        [form] “{ $value }” in “{ $field }” is not written in the right form.
        [number] The field “{ $field }” has “{ $value }”, but needs a number that is possible here.
       *[other] The value “{ $value }” of “{ $field }” does not fit ({ $problem }).
    }
    .remedy = Correct the value; docs/knowledge-format.md has examples.
id-not-file-name = The front matter says id “{ $id }”, but the file is called “{ $expected }”.
    .remedy = Make them the same: the id is the file name without .kk.md and .ru.md.
id-twice = There is a document with the id “{ $id }” already: { $other }.
    .remedy = Give one of the two another name and another id.
unknown-topic = There is no topic “{ $topic }”.
    .remedy = Take one of: { $known }. A new topic goes into tables/topics.yaml first.
topic-not-folder = The front matter says topic “{ $topic }”, but the file lies in the folder “{ $folder }”.
    .remedy = Move the file into the folder of its topic or correct the topic.
unknown-region = There is no region “{ $region }” in tables/regions.yaml.
    .remedy = Take the name of the region from tables/regions.yaml (in Latin letters, such as pavlodar).
unknown-source = The section “{ $anchor }” names source number { $number }, but the document's list has no such source.
    .remedy = The first source of the list is number 1. Correct the number or add the source.
fact-not-in-document = The fact { $fact } of the section “{ $anchor }” is not in the document's list of facts.
    .remedy = Add it to facts at the top of the front matter or take it from the section.
section-without-heading = The front matter has a section “{ $anchor }”, but no heading in the text has that name.
    .remedy = Put the heading into the text: ## Question? {"{#"}{ $anchor }{"}"} – or take the section from the front matter.
text-before-heading = There is text before the first heading; the bot will not show it.
    .remedy = Put a heading with the question above it or move it into a section.
heading-level = The heading “{ $heading }” is not of the second level.
    .remedy = Begin it with exactly two number signs: ## Question? {"{#"}name-of-section{"}"}
anchor-missing = The heading “{ $heading }” has no section name.
    .remedy = Add a name in Latin letters at the end of the line, the same in both languages: {"{#"}name-of-section{"}"}
anchor-twice = The section name “{ $anchor }” is used in this file already.
    .remedy = Give the section another name, in both languages.
no-sections = There is no section in the file.
    .remedy = Write at least one question as a heading (##) and the answer below it.
section-empty = There is no answer below the heading “{ $heading }”.
    .remedy = Write the answer or take the heading away.
section-long = The section “{ $heading }” is long: { $length } characters; up to { $limit } read well.
    .remedy = Divide it into two questions or shorten it.
section-too-long = The section “{ $heading }” does not fit into one message: { $length } characters, { $limit } are possible.
    .remedy = Divide it into two questions or shorten it. 400–800 characters are good.
template = The double braces hold something the program does not know: { $problem }
    .remedy = Check the word and the key in quotes: docs/knowledge-format.md lists the words, the folder tables the keys.

## Dates

expired = The text “{ $heading }” ended on { DAY($end) }, and nobody has reviewed it since.
    .remedy = Compare it with its source. Still in force: correct effective_to. History now: say so in the text and put a new date into reviewed_on. Not needed: delete it.
expires-soon = The text “{ $heading }” ends on { DAY($end) } (days left: { $days }).
    .remedy = Find out what holds after that day and prepare the new text or a new effective_to.
review-due = The text was last compared with its sources on { DAY($reviewed) } ({ $days } days ago; { $limit } are allowed).
    .remedy = Open the sources, compare, and put today's date into reviewed_on.
review-in-future = The review date { DAY($reviewed) } has not come yet.
    .remedy = Put the day of the real review into reviewed_on.
index-missing = The table has no monthly calculation index for { $year }; sums are counted with that of { $last }.
    .remedy = Once it is set, add the line { $year } to monthly_calculation_index, with its source.
row-ends-soon = The row “{ $row }” of the table ends on { DAY($end) } and none follows it.
    .remedy = Find out the new value and add a row; leave the old one, it is history.

## Sources and links

address-malformed = The address “{ $address }” is not well formed and cannot be opened.
    .remedy = Copy the whole address of the page from the browser: https://site.kz/page
address-not-https = The address “{ $address }” begins with http; that connection is not protected.
    .remedy = Open the page with https and write that address. If it does not open, take another source.
source-date = The date of the source, “{ $date }”, is impossible or has not come yet.
    .remedy = Write the day (2026-11-20), month (2026-11) or year (2026) of the page. Leave out a date you do not know.
link-broken = The link “{ $text }” leads nowhere: { $target }
    .remedy = Correct the address or take the link away.
link-inside = The link “{ $text }” leads to another text of the folder ({ $target }); a message cannot open it.
    .remedy = Take the link away and name the section in related: then there is a button below the answer.
unknown-section = A table or the file of test questions rests on the section { $section }, which does not exist.
    .remedy = Correct the name (document#section) or bring the section back.
unknown-related = related of the section “{ $anchor }” names { $related }, which does not exist.
    .remedy = Correct the name (document#section) or take the line away.

## Questions and facts

question-empty = The section “{ $heading }” has an empty question in its list.
    .remedy = Write the question or take the line away.
questions-few = The section “{ $heading }” has few questions: { $count }, at least { $fewest } are needed.
    .remedy = Add to questions how people ask for this in their own words: four to eight questions.
question-twice = The question “{ $question }” leads to two sections: this one and “{ $other_heading }” ({ $other }).
    .remedy = Leave it where it is answered better.
fact-twice = The fact { $fact } stands twice in this list.
    .remedy = Leave one of them.
fact-unknown = There is no fact { $fact } in the folder of facts.
    .remedy = Check the id of the fact.
fact-low-confidence = The section “{ $heading }” rests on doubtful facts alone ({ $facts }) but is not marked as unverified.
    .remedy = Give the section verification: unverified and say in the text whom to ask.
left-out-invalid = facts_left_out.yaml gives no reason for the fact { $fact }.
    .remedy = Write a line such as “RUL-001: why this fact is not in the texts”.
left-out-unknown = The fact { $fact } of facts_left_out.yaml is not in the folder of facts.
    .remedy = Correct the id or take the line away.

## Characters and letters

character-hiding = The line has an invisible character that reorders letters or hides text: { $character }. It stands between “{ $before }” and “{ $after }”.
    .remedy = Delete that place and type it again.
character-unseen = The line has the invisible character { $character } between “{ $before }” and “{ $after }”. A word with it is not found.
    .remedy = Delete the letters on both sides together with it and type them again.
character-space = Between “{ $before }” and “{ $after }” is not a plain space but { $character }.
    .remedy = Put a plain space there. The bot itself keeps sums on one line.
character-decomposed = A letter is made of two characters (after “{ $before }” comes { $character }). Copying from a PDF does that.
    .remedy = Type the word again.
letters-mixed = The word “{ $word }” mixes two alphabets: { $letters } is not Cyrillic.
    .remedy = Type the word again. Probably: { $better }
letters-foreign = The word “{ $word }” has a letter of another language: { $letters }.
    .remedy = Replace it. Probably: { $better }
letters-kazakh = The Russian word “{ $word }” has a Kazakh letter.
    .remedy = Probably: { $better }
letters-confused = The word “{ $word }” looks like a slip: other texts write “{ $better }”.
    .remedy = Check the Kazakh letters (ә, і, ң, ғ, ү, ұ, қ, ө, һ) and correct the word if it is one.
vowels-impossible = The Kazakh word “{ $word }” has ы next to і: there is no such word.
    .remedy = Check the vowels: the word has either ы or і.

## Dangerous text

model-instruction = This looks like a command to a language model: “{ $text }”.
    .remedy = Delete it: no citizen needs it, and it may mislead the program. If it is plain text, say it in other words.
draft-doubt = The draft is not finished: the note “{ $text }” is still in the text.
    .remedy = Compare this place with the original file, correct the text and delete the whole note: <!-- ? … -->
markup-unsupported = A message cannot show a table, a picture or HTML: { $markup }
    .remedy = Write plain text, a list (- …) or bold (**…**).

## Numbers

literal-money = The sum “{ $number }” is typed by hand: next year it will be wrong.
    .remedy = Take it from the table: {"{{"} amount("key") {"}}"} or {"{{"} in_mci(number) {"}}"}; write a fixed sum as {"{{"} money(number) {"}}"}. For the past, name the year.
literal-mci = “{ $number }” is typed by hand.
    .remedy = Take it from the table: {"{{"} mci("key") {"}}"}, {"{{"} amount("key") {"}}"} or {"{{"} in_mci(number) {"}}"}. For the past, name the year.
literal-number = The number “{ $number }” is typed by hand.
    .remedy = If a table has it, take it from there; else write {"{{"} number(number) {"}}"}, so that it looks the same in both languages.

## Two languages

twin-missing = The document “{ $id }” has no { $language ->
        [kk] Kazakh
       *[ru] Russian
    } text.
    .remedy = Add the file { $id }.{ $language }.md beside it, with the same sections.
twin-section-missing = The section “{ $heading }” ({ $anchor }) is missing in { $language ->
        [kk] Kazakh
       *[ru] Russian
    }: { $other }.
    .remedy = Translate the section or delete it in both languages.
twin-field = The field “{ $field }” differs: Kazakh { $kk }, Russian { $ru } ({ $other }).
    .remedy = Make it the same in both files.
twin-number = The numbers differ: Kazakh { $kk }, Russian { $ru } ({ $other }).
    .remedy = Compare both texts with the source and correct the wrong one.
twin-date = The dates differ: Kazakh { $kk }, Russian { $ru } ({ $other }).
    .remedy = Compare both texts with the source and correct the wrong one.
twin-act = The number of an act, annex or register differs: Kazakh { $kk }, Russian { $ru } ({ $other }).
    .remedy = Compare both texts with the source and correct the wrong one.
twin-address = The addresses lead to different places: Kazakh { $kk }, Russian { $ru } ({ $other }).
    .remedy = Put the same page into both texts (its language may differ).
twin-list-length = The Kazakh list has { $kk } items, the Russian { $ru } ({ $other }).
    .remedy = Find the item that is missing: a condition named in one language must stand in the other.
twin-paragraphs = The section “{ $heading }” is built differently. Kazakh: { $kk } paragraphs, { $kk_lists } lists; Russian: { $ru } paragraphs, { $ru_lists } lists ({ $other }).
    .remedy = Check whether a condition is missing in one language, and make them alike.

## Repetitions and contradictions

section-duplicate = The section “{ $heading }” repeats the section “{ $other_heading }” word for word ({ $other }).
    .remedy = Leave one of the two and give it the questions of the other.
section-similar = The section “{ $heading }” nearly repeats “{ $other_heading }” ({ $other }): { $share } % are the same.
    .remedy = Join them or leave in each only what is its own.
contradiction = Two texts say different things of one matter. Here: “{ $text }”. There: “{ $other_text }” ({ $other }).
    .remedy = Compare with the source and correct the wrong one. If they speak of different things, name them more clearly.
amount-differs = “{ $name }” is { $value } MCI in the table, but here it says otherwise: “{ $text }”.
    .remedy = Compare with the source. If the amount has changed, correct tables/support.yaml; take the sum in the text from the table.
quota-sum = Quota { $year } ({ $kind ->
        [kandas] kandases
       *[resettlers] resettlers
    }): the regions make { $sum }, the total is { $total }.
    .remedy = Compare the rows with the order. If the difference is known, explain it in note of that year.

## Asking a new version questions

unknown-section = No document has a section “{ $section }”.
    .remedy = Correct the name (document#section) or take it away.
acceptance-section = To “{ $ask }” the new version answers with the section “{ $got }” instead of “{ $expected }”.
    .remedy = See whether another section has taken this question. The old version goes on answering.
acceptance-words = The answer to “{ $ask }” lacks words that it must have: { $missing }.
    .remedy = Put them back into the text or correct acceptance.yaml. The old version goes on answering.
acceptance-language = To “{ $ask }” the new version answers in the other language.
    .remedy = See whether the section exists in the language wanted. The old version goes on answering.
question-lost = The question “{ $ask }” of the section “{ $expected }” finds another section first: “{ $got }”.
    .remedy = Make the question more exact or leave it where it is answered better.
