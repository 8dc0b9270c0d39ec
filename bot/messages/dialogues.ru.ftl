### Слова пошаговых диалогов. Правила программы здесь не описаны: они в knowledge/.

## Общее

dialogue-menu = **Помогу по шагам.** Выберите, что нужно. Ответы я нигде не сохраняю.
dialogue-money-button = Сколько я получу?
dialogue-eligibility-button = Могу ли я участвовать?
dialogue-papers-button = Какие документы нужны?
dialogue-regions-button = Сравнить регионы
dialogue-contacts-button = К кому обратиться?
dialogue-back = Назад
dialogue-stop = Остановить
dialogue-restart = Сначала
dialogue-menu-button = Другая помощь
dialogue-stopped = Хорошо, остановились. Ответы забыты. Можно задать любой вопрос или начать заново.
dialogue-gone = Эта кнопка из старого сообщения, её шаг изменился. Начните, пожалуйста, заново: это быстро.
dialogue-source = Источник: { $link }
dialogue-range = от { $low } до { $high }

## Сколько я получу?

dialogue-money-size = **Сколько человек переезжает?** Считайте всех: и взрослых, и детей. Нажмите число или напишите.
dialogue-money-size-again = Напишите, пожалуйста, сколько человек переезжает, числом от 1 до { $largest }.
dialogue-money-settlement = **Куда переезжаете: в город или в село?** От этого зависят деньги на аренду.
dialogue-money-town = В город
dialogue-money-village = В село
dialogue-money-open = Ещё не знаю
dialogue-money-head = **Сколько вы можете получить в { $year } году**

    { $people ->
        [one] { $people } человек
        [few] { $people } человека
       *[many] { $people } человек
    }, { $place ->
        [town] переезд в город
        [village] переезд в село
       *[open] город или село ещё не выбрано
    }. МРП этого года – { $index }.
dialogue-money-head-past = **Сколько давали в { $year } году**

    { $people ->
        [one] { $people } человек
        [few] { $people } человека
       *[many] { $people } человек
    }, { $place ->
        [town] переезд в город
        [village] переезд в село
       *[open] город или село не выбрано
    }. МРП того года – { $index }.
dialogue-money-person = **{ $number }. { $name }: { $total }**
    { $mci } МРП ({ $unit }) на каждого, { $people ->
        [one] { $people } человек
        [few] { $people } человека
       *[many] { $people } человек
    }. Платят один раз.
dialogue-money-monthly = **{ $number }. { $name }: { $unit } в месяц**
    { $mci } МРП на всю семью. За { $months ->
        [one] { $months } месяц
        [few] { $months } месяца
       *[many] { $months } месяцев
    } – { $total }.
dialogue-money-family = **{ $number }. { $name }: { $total }**
    { $mci } МРП на семью. Платят один раз.
dialogue-money-ceiling = **{ $number }. { $name }: до { $total }**
    Не больше { $mci } МРП на семью, один раз.
dialogue-money-share = **{ $number }. { $name }: до { $total }**
    { $percent } % цены жилья, но не больше { $mci } МРП на семью, один раз.
dialogue-money-usual = **Надо подтвердить:** обычно называют { $mci } МРП, то есть { $month } в месяц и { $total } за { $months ->
        [one] { $months } месяц
        [few] { $months } месяца
       *[many] { $months } месяцев
    } ({ $step }). Точный размер скажет карьерный центр.
dialogue-money-certain = **Точно известно:** на переезд и аренду всего { $sum }, если выполнены условия ниже.
dialogue-money-expected = **Надо подтвердить:** с обычным размером аренды вышло бы { $sum }.
dialogue-money-apart = **Отдельно:** { $name }, до { $sum }. В сумму выше не входит: зависит от цены жилья.
dialogue-money-conditions = **Условия**
dialogue-money-end = Это расчёт по правилам, а не обещание. Вашу сумму подтвердит карьерный центр; спросить можно и по номеру { $phone }.
dialogue-money-year = За { $year } год
dialogue-money-change-size = Другая семья
dialogue-money-change-settlement = Город или село

## Могу ли я участвовать?

dialogue-eligibility-question = Вопрос { $number }. **{ $ask }**
dialogue-eligibility-fits = **Скорее всего, да: вы можете участвовать.**
dialogue-eligibility-prepare = **Пока готово не всё.** Сделайте то, что отмечено ниже, и тогда, скорее всего, да.
dialogue-eligibility-ask = **Надо уточнить.** По вашим ответам точно сказать нельзя.
dialogue-eligibility-against = **Скорее всего, нет.** Ниже – что мешает.
dialogue-eligibility-limited = Но часть помощи вам не дадут.
dialogue-eligibility-no-promise = Это предварительный ответ, а не решение и не обещание.
dialogue-verdict-against = **Мешает**
dialogue-verdict-ask = **Надо уточнить**
dialogue-verdict-prepare = **Сделать заранее**
dialogue-verdict-less = **Что вам не дадут**
dialogue-verdict-fits = **Подходит**
dialogue-verdict-note = **Имейте в виду**
dialogue-eligibility-end = Точно скажут в карьерном центре; спросить можно и по номеру { $phone }. Правила – в кнопках ниже.

## Какие документы нужны?

dialogue-papers-service = **На что собираете документы?**
dialogue-papers-progress = Готово { $done } из { $total }. Отмечайте кнопками то, что уже есть.
dialogue-papers-all-done = Всё готово: { $done } из { $total }.
dialogue-papers-have = { $number }. **Есть:** { $paper }
dialogue-papers-need = { $number }. **Нужно:** { $paper }
dialogue-papers-tick = { $number }. Отметить: { $paper }
dialogue-papers-untick = { $number }. ✓ Снять: { $paper }
dialogue-papers-where = **Куда подать:** { $where }
dialogue-papers-notes = **Имейте в виду**
dialogue-papers-unverified = **Этот список не подтверждён:** сначала уточните его.
dialogue-papers-pdf = Прислать списком (PDF)
dialogue-pdf-sources = Источники
dialogue-pdf-foot = Текст проверен { DAY($on) }. Список составил бот Qonys, это не государственный орган. Спросить можно в карьерном центре и по номеру { $phone }.
dialogue-pdf-name = dokumenty-{ $service }.pdf
dialogue-pdf-caption = { $title }: список на одной странице, можно распечатать.

## Сравнить регионы

dialogue-regions-first = **Какие регионы сравнить?** Выберите первый или напишите названия.
dialogue-regions-second = Первый: { $names }. **С каким сравнить?**
dialogue-regions-third = Уже выбраны: { $names }. **Какой регион добавить?**
dialogue-regions-head = **Сравнение: квота { $year } года**
dialogue-regions-places = мест для переселенцев – { $resettlers }; для кандасов – { $kandas }
dialogue-regions-before = в { $year } году: для переселенцев – { $resettlers }; для кандасов – { $kandas }
dialogue-regions-known = что ещё есть в текстах: { $names }
dialogue-regions-nothing-known = о жилье и работе там в текстах ничего нет: спросите в карьерном центре региона
dialogue-regions-unknown = не опубликовано
dialogue-regions-none = нет
dialogue-regions-most-resettlers = Больше мест для переселенцев: { $region }.
dialogue-regions-most-kandas = Больше мест для кандасов: { $region }.
dialogue-regions-add = Добавить третий регион
dialogue-regions-about = { $region }: подробнее
dialogue-chart-title = Места в квоте { $year } года
dialogue-chart-resettlers = для переселенцев
dialogue-chart-kandas = для кандасов
dialogue-chart-foot = Источник: { $source }
dialogue-chart-caption = Места в квоте { $year } года (для переселенцев и для кандасов): { $groups }.
dialogue-chart-group = { $region } – { $first } и { $second }

## К кому обратиться?

dialogue-contacts-region = **Где вы живёте или куда переезжаете?** Выберите регион или напишите его.
dialogue-contacts-anywhere = Регион не важен
dialogue-contacts-head = **К кому обратиться: { $region }**
dialogue-contacts-head-anywhere = **К кому обратиться**
dialogue-contacts-phone = Телефон: **{ $phone }**
dialogue-contacts-site = Сайт: { $link }
dialogue-contacts-no-phone = Телефона карьерного центра этого региона в наших текстах нет: он в списке по ссылке выше.
dialogue-contacts-no-phones = Телефонов карьерных центров в наших текстах нет: они в списке по ссылке выше.
