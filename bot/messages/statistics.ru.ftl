### Слова отчётов, панели и еженедельной сводки.

title = О чём спрашивали бот Qonys
period = { $from } – { $to }
weeks-count = { $count ->
    [one] { $count } неделя
    [few] { $count } недели
   *[many] { $count } недель
}
threshold-note = Здесь нет чисел меньше { $threshold }. Знак «–» значит: меньше { $threshold } или скрыто, чтобы меньшее нельзя было вычислить из суммы. «Скрыто» – сколько таких вместе.
people-note = Число людей за день – оценка с погрешностью около 1 %; кто именно писал, неизвестно.
week-note = Неделя появляется в среду после её окончания и больше не меняется.
terms-note = Слова из словаря программы, которые были в вопросах без ответа или с 👎 под ответом. Числа округлены вниз: каждое значит «не меньше».
no-data = За это время показывать нечего: в каждой неделе было меньше { $threshold } вопросов, или неделя ещё не закрыта.
hidden = Скрыто
at-least = не меньше { $count }
dash = –
show-table = Показать таблицу

## Таблицы

table-overview = По неделям
table-statuses = Что стало с вопросами
table-topics = По темам
table-regions = По регионам, о которых спрашивали
table-languages = По языку ответа
table-scripts = По тому, как писали
table-days = По дням
table-gap-sections = Чего не хватает: ближайшие разделы
table-gap-regions = Чего не хватает: регионы в вопросах без ответа
table-gap-terms = Чего не хватает: слова программы в вопросах без ответа
table-feedback = Отзывы по темам
table-reasons = Почему ответ не помог
table-centres = Пришли по ссылкам центров
table-latency = Скорость ответа
table-versions = По версиям текстов
table-losses = Не сосчитано

## Столбцы

column-week = Неделя
column-status = Исход
column-topic = Тема
column-region = Регион
column-language = Язык
column-script = Написание
column-day = День
column-section = Раздел
column-term = Слово
column-reason = Причина
column-centre = Центр
column-latency = Время
column-version = Версия
column-questions = Вопросов
column-answered = С ответом
column-unanswered = Без ответа
column-clarification = Уточнений
column-not_in_texts = Нет в текстах
column-share = Доля с ответом
column-people = Людей в день
column-people_of_day = Людей
column-count = Сколько
column-not_helpful = 👎
column-up = 👍
column-down = 👎
column-visits = Посещений

## Значения

status-answered = есть ответ
status-clarification = уточнение
status-not_in_texts = нет в текстах
status-out_of_scope = не по теме
status-personal_data = личные данные
status-greeting = приветствие
status-error = ошибка
language-kk = казахский
language-ru = русский
script-standard = обычное
script-no_kazakh_letters = без казахских букв
script-latin = латиницей
script-mixed = вперемешку
reason-region = не про тот регион
reason-unclear = непонятно
reason-outdated = устарело
reason-wrong = неверно
reason-none = причина не названа
latency-le_15_ms = до 15 мс
latency-le_50_ms = до 50 мс
latency-le_200_ms = до 200 мс
latency-le_1000_ms = до 1 с
latency-more = больше 1 с
loss-full = не хватило памяти при долгом сбое базы
loss-late = база вернулась слишком поздно
loss-refused = база не приняла
none-topic = тема не определена
none-region = регион не назван
none-section = раздел не определён
none-centre = без ссылки центра
none-version = неизвестная версия
several-region = несколько регионов

## Панель

dashboard = Статистика
dashboard-login = Вход
dashboard-password = Пароль
dashboard-enter = Войти
dashboard-leave = Выйти
dashboard-wrong = Неверный пароль.
dashboard-wait = Слишком много попыток. Попробуйте через { $minutes } мин.
dashboard-expired = Страница устарела. Войдите ещё раз.
dashboard-weeks = Период
dashboard-show = Показать
dashboard-download = Скачать
dashboard-away = База данных сейчас не открывается. Обновите страницу через минуту. Бот тем временем отвечает на вопросы.
dashboard-few = меньше { $threshold }
dashboard-lost = Не сосчитано с запуска: { $count }
tile-questions = вопросов
tile-share = с ответом
tile-people = людей в день
tile-helpful = доля 👍
trend = Вопросы по неделям
trend-answered = с ответом
trend-unanswered = без ответа
trend-other = не о программе: приветствия, другие темы
bars-other = остальное или скрыто

## Сводка для администраторов

digest-title = Qonys: неделя { $from } – { $to }
digest-questions = Вопросов: { $count }
digest-change = , неделей раньше { $count }
digest-share = С ответом: { $share } из вопросов по программе
digest-people = Людей в день в среднем: около { $count }
digest-topics = Чаще всего спрашивали:
digest-gaps = Чего не хватает в текстах:
digest-feedback = Отзывы: 👍 { $up }, 👎 { $down }
digest-centres = По ссылкам центров: { $count }
digest-quiet = Вопросов было меньше { $threshold }: за такую неделю ничего не показываем.
digest-line = – { $name }: { $count }
