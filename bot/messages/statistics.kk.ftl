### Есептердің, тақтаның және апталық мәліметтің сөздері.

title = Qonys ботынан не сұрады
period = { $from } – { $to }
weeks-count = { $count } апта
threshold-note = Мұнда { $threshold } санынан кіші сан көрсетілмейді. «–» белгісі қойылған жердегі сан одан аз немесе басқа кіші санды қосындыдан шығарып алуға болмауы үшін жасырылған. «Жасырылғаны» – ондай сандардың қосындысы.
people-note = Күніне неше адам жазғаны шамамен есептеледі, қателігі 1 % шамасында. Нақты кім жазғаны белгісіз.
week-note = Аптаның қорытындысы келесі сәрсенбіде шығады, содан кейін өзгермейді.
terms-note = Жауап табылмаған немесе жауабына 👎 басылған сұрақтарда кездескен бағдарлама сөздері. Сандар төмен қарай дөңгелектелген, яғни әрқайсысы – «кемінде».
no-data = Бұл кезең бойынша көрсететін дерек жоқ: апта сайын { $threshold } сұрақтан аз түскен немесе апта әлі жабылмаған.
hidden = Жасырылғаны
at-least = кемінде { $count }
dash = –
show-table = Кестені көрсету

## Кестелер

table-overview = Апталар бойынша
table-statuses = Сұрақтар қалай аяқталды
table-topics = Тақырыптар бойынша
table-regions = Қай өңір туралы сұрады
table-languages = Жауаптың тілі бойынша
table-scripts = Қалай жазды
table-days = Күндер бойынша
table-gap-sections = Не жетіспейді: ең жақын бөлімдер
table-gap-regions = Не жетіспейді: жауапсыз сұрақтардағы өңірлер
table-gap-terms = Не жетіспейді: жауапсыз сұрақтардағы бағдарлама сөздері
table-feedback = Тақырыптар бойынша пікірлер
table-reasons = Жауап неге көмектеспеді
table-centres = Орталықтардың сілтемесімен келгендер
table-latency = Жауап беру жылдамдығы
table-versions = Мәтін нұсқалары бойынша
table-losses = Саналмай қалғаны

## Бағандар

column-week = Апта
column-status = Нәтиже
column-topic = Тақырып
column-region = Өңір
column-language = Тіл
column-script = Жазылуы
column-day = Күн
column-section = Бөлім
column-term = Сөз
column-reason = Себебі
column-centre = Орталық
column-latency = Уақыт
column-version = Нұсқа
column-questions = Сұрақ
column-answered = Жауап табылды
column-unanswered = Жауап табылмады
column-clarification = Нақтылау
column-not_in_texts = Мәтінде жоқ
column-share = Жауап табылғандар үлесі
column-people = Күніне адам
column-people_of_day = Адам
column-count = Саны
column-not_helpful = 👎
column-up = 👍
column-down = 👎
column-visits = Келгендер

## Мәндер

status-answered = жауап табылды
status-clarification = нақтылау сұралды
status-not_in_texts = мәтінде жоқ
status-out_of_scope = басқа тақырып
status-personal_data = жеке дерек
status-greeting = амандасу
status-error = қате
language-kk = қазақша
language-ru = орысша
script-standard = әдеттегідей
script-no_kazakh_letters = қазақ әріптерінсіз
script-latin = латынша
script-mixed = аралас
reason-region = басқа өңір туралы
reason-unclear = түсініксіз
reason-outdated = ескірген
reason-wrong = қате
reason-none = себебі айтылмаған
latency-le_15_ms = 15 мс-қа дейін
latency-le_50_ms = 50 мс-қа дейін
latency-le_200_ms = 200 мс-қа дейін
latency-le_1000_ms = 1 с-қа дейін
latency-more = 1 с-тан көп
loss-full = дерекқор ұзақ істемегенде жад жетпеді
loss-late = дерекқор тым кеш қосылды
loss-refused = дерекқор қабылдамады
none-topic = тақырып анықталмады
none-region = өңір аталмаған
none-section = бөлім анықталмады
none-centre = орталық сілтемесінсіз
none-version = нұсқасы белгісіз
several-region = бірнеше өңір

## Тақта

dashboard = Статистика
dashboard-login = Кіру
dashboard-password = Құпиясөз
dashboard-enter = Кіру
dashboard-leave = Шығу
dashboard-wrong = Құпиясөз дұрыс емес.
dashboard-wait = Тым көп әрекет жасалды. { $minutes } минуттан кейін қайталап көріңіз.
dashboard-expired = Бет ескірді. Қайта кіріңіз.
dashboard-weeks = Кезең
dashboard-show = Көрсету
dashboard-download = Жүктеп алу
dashboard-away = Дерекқор қазір ашылмай тұр. Бір минуттан кейін бетті жаңартып көріңіз. Бот сұрақтарға жауап беруін жалғастырып жатыр.
dashboard-few = { $threshold } санынан аз
dashboard-lost = Іске қосылғалы саналмай қалғаны: { $count }
tile-questions = сұрақ
tile-share = жауап табылды
tile-people = күніне адам
tile-helpful = 👍 үлесі
trend = Апталар бойынша сұрақтар
trend-answered = жауап табылды
trend-unanswered = жауап табылмады
trend-other = бағдарлама туралы емес: амандасу, басқа тақырып
bars-other = қалғаны немесе жасырылғаны

## Әкімшілерге апталық мәлімет

digest-title = Qonys: { $from } – { $to } аптасы
digest-questions = Сұрақ: { $count }
digest-change = , алдыңғы аптада { $count }
digest-share = Бағдарлама туралы сұрақтардың { $share }-ына жауап табылды
digest-people = Күніне орта есеппен шамамен { $count } адам жазды
digest-topics = Ең жиі сұрағаны:
digest-gaps = Мәтіндерде не жетіспейді:
digest-feedback = Пікірлер: 👍 { $up }, 👎 { $down }
digest-centres = Орталықтардың сілтемесімен келгені: { $count }
digest-quiet = Сұрақ саны { $threshold } санынан аз болды, сондықтан бұл апта көрсетілмейді.
digest-line = – { $name }: { $count }
