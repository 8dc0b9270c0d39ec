### Қадамдап сөйлесудің сөздері. Бағдарлама ережесі мұнда жазылмайды: ол knowledge/ ішінде.

## Ортақ

dialogue-menu = **Қадамдап көмектесемін.** Қайсысы керек? Жауаптарыңызды еш жерде сақтамаймын.
dialogue-money-button = Қанша ақша аламын?
dialogue-eligibility-button = Қатыса аламын ба?
dialogue-papers-button = Қандай құжат керек?
dialogue-regions-button = Өңірлерді салыстыру
dialogue-contacts-button = Кімге хабарласамын?
dialogue-back = Артқа
dialogue-stop = Тоқтату
dialogue-restart = Басынан
dialogue-menu-button = Басқа көмек
dialogue-stopped = Жақсы, тоқтаттық. Жауаптарыңыз ұмытылды. Кез келген сұрағыңызды жазыңыз немесе қайта бастаңыз.
dialogue-gone = Бұл – ескі хабарламаның түймесі, қадамы өзгеріпті. Қайтадан бастаңызшы: көп уақыт алмайды.
dialogue-source = Дереккөз: { $link }
# ₸ is read «теңге»: its endings don't hang on the number.
dialogue-range = { $low }-ден { $high }-ге дейін

## Қанша ақша аламын?

dialogue-money-size = **Неше адам көшесіз?** Үлкенін де, баласын да санаңыз. Санды басыңыз немесе жазыңыз.
dialogue-money-size-again = Неше адам көшетінін 1 мен { $largest } арасындағы санмен жазыңызшы.
dialogue-money-settlement = **Қайда көшесіз: қалаға ма, ауылға ма?** Жалдау ақшасы осыған байланысты.
dialogue-money-town = Қалаға
dialogue-money-village = Ауылға
dialogue-money-open = Әлі білмеймін
dialogue-money-head = **{ $year } жылы қанша алуыңыз мүмкін**

    { $people } адам, { $place ->
        [town] қалаға көшесіз
        [village] ауылға көшесіз
       *[open] қала не ауыл әлі таңдалмаған
    }. Биылғы АЕК – { $index }.
dialogue-money-head-past = **{ $year } жылы қанша берілген**

    { $people } адам, { $place ->
        [town] қалаға көшкенде
        [village] ауылға көшкенде
       *[open] қала не ауыл таңдалмаған
    }. Сол жылғы АЕК – { $index }.
dialogue-money-person = **{ $number }. { $name }: { $total }**
    Әр адамға { $mci } АЕК ({ $unit }), { $people } адамға есептелді. Бір рет төленеді.
dialogue-money-monthly = **{ $number }. { $name }: айына { $unit }**
    Бүкіл отбасыға { $mci } АЕК. { $months } айда – { $total }.
dialogue-money-family = **{ $number }. { $name }: { $total }**
    Бір отбасыға { $mci } АЕК. Бір рет төленеді.
dialogue-money-ceiling = **{ $number }. { $name }: ең көбі { $total }**
    Бір отбасыға бір рет, { $mci } АЕК-тен аспайды.
dialogue-money-share = **{ $number }. { $name }: ең көбі { $total }**
    Үй бағасының { $percent } пайызы, бірақ { $mci } АЕК-тен аспайды. Бір отбасыға бір рет.
dialogue-money-usual = **Растау керек:** әдетте { $mci } АЕК деп айтылады, яғни айына { $month }, { $months } айда { $total } ({ $step }). Нақты мөлшерін мансап орталығы айтады.
dialogue-money-certain = **Анығы:** төмендегі шарттар орындалса, көшуге және жалдауға барлығы { $sum } беріледі.
dialogue-money-expected = **Растау керек:** жалдау ақшасының әдеттегі мөлшерімен { $sum } шығар еді.
dialogue-money-apart = { $title } бөлек: ең көбі { $sum }. Бұл сомаға қосылмайды, өйткені үйдің бағасына байланысты.
dialogue-money-conditions = **Шарттары**
dialogue-money-end = Бұл – ереже бойынша есеп, уәде емес. Сізге тиесілі соманы мансап орталығы растайды; { $phone } нөмірінен де сұрауға болады.
dialogue-money-year = { $year } жылғы сома
dialogue-money-change-size = Адам саны
dialogue-money-change-settlement = Қала не ауыл

## Қатыса аламын ба?

dialogue-eligibility-question = { $number }-сұрақ. **{ $ask }**
dialogue-eligibility-fits = **Қатыса алатын сияқтысыз.**
dialogue-eligibility-prepare = **Әзірге бәрі дайын емес.** Төменде белгіленгенін жасасаңыз, қатыса алатын сияқтысыз.
dialogue-eligibility-ask = **Нақтылау керек.** Жауаптарыңызға қарап нақты айту мүмкін емес.
dialogue-eligibility-against = **Қатыса алмайтын сияқтысыз.** Кедергісі төменде жазылған.
dialogue-eligibility-limited = Бірақ көмектің бір бөлігі сізге берілмейді.
dialogue-eligibility-no-promise = Бұл – алдын ала жауап, шешім де, уәде де емес.
dialogue-verdict-against = **Кедергі**
dialogue-verdict-ask = **Нақтылау керек**
dialogue-verdict-prepare = **Алдын ала жасау керек**
dialogue-verdict-less = **Сізге берілмейтіні**
dialogue-verdict-fits = **Сәйкес келеді**
dialogue-verdict-note = **Есіңізде болсын**
dialogue-eligibility-end = Нақтысын мансап орталығы айтады; { $phone } нөмірінен де сұрауға болады. Ережелер – төмендегі түймелерде.

## Қандай құжат керек?

dialogue-papers-service = **Қай қызметке құжат керек?**
dialogue-papers-progress = Дайыны – { $done }, барлығы – { $total }. Қолыңызда барын түймемен белгілеңіз.
dialogue-papers-all-done = Бәрі дайын: { $total } құжат түгел.
dialogue-papers-have = { $number }. **Бар:** { $paper }
dialogue-papers-need = { $number }. **Керек:** { $paper }
dialogue-papers-tick = { $number }. Белгілеу: { $paper }
dialogue-papers-untick = { $number }. ✓ Алып тастау: { $paper }
dialogue-papers-where = **Қайда тапсырасыз:** { $where }
dialogue-papers-notes = **Есіңізде болсын**
dialogue-papers-unverified = **Бұл тізім расталмаған:** алдымен нақтылап алыңыз.
dialogue-papers-pdf = Тізімді жіберу (PDF)
dialogue-pdf-sources = Дереккөздер
dialogue-pdf-foot = Мәтін { DAY($on) } күні тексерілді. Тізімді Qonys бот жасады, ол мемлекеттік орган емес. Сұрағыңызды мансап орталығына не { $phone } нөміріне қойыңыз.
dialogue-pdf-name = qujattar-{ $service }.pdf
dialogue-pdf-caption = { $title }: бір беттік тізім, басып шығаруға болады.

## Өңірлерді салыстыру

dialogue-regions-first = **Қай өңірлерді салыстырайық?** Біріншісін таңдаңыз немесе атауларын жазыңыз.
dialogue-regions-second = Біріншісі: { $names }. **Немен салыстырайық?**
dialogue-regions-third = Таңдалғаны: { $names }. **Тағы қай өңірді қосайық?**
dialogue-regions-head = **Салыстыру: { $year } жылғы квота**
dialogue-regions-places = қоныс аударушыларға орын – { $resettlers }; қандастарға – { $kandas }
dialogue-regions-before = { $year } жылы: қоныс аударушыларға – { $resettlers }; қандастарға – { $kandas }
dialogue-regions-known = мәтіндерде тағы бары: { $names }
dialogue-regions-nothing-known = ондағы баспана мен жұмыс туралы мәтін жоқ: өңірдің мансап орталығынан сұраңыз
dialogue-regions-unknown = жарияланбаған
dialogue-regions-none = жоқ
dialogue-regions-most-resettlers = Қоныс аударушыларға орын көбірек: { $region }.
dialogue-regions-most-kandas = Қандастарға орын көбірек: { $region }.
dialogue-regions-add = Үшінші өңірді қосу
dialogue-regions-about = { $region }: толығырақ
dialogue-chart-title = { $year } жылғы квотадағы орын саны
dialogue-chart-resettlers = қоныс аударушыларға
dialogue-chart-kandas = қандастарға
dialogue-chart-foot = Дереккөз: { $source }
dialogue-chart-caption = { $year } жылғы квотадағы орын саны (қоныс аударушыларға және қандастарға): { $groups }.
dialogue-chart-group = { $region } – { $first } және { $second }

## Кімге хабарласамын?

dialogue-contacts-region = **Қайда тұрасыз немесе қайда көшесіз?** Өңірді таңдаңыз немесе жазыңыз.
dialogue-contacts-anywhere = Өңірі маңызды емес
dialogue-contacts-head = **Кімге хабарласасыз: { $region }**
dialogue-contacts-head-anywhere = **Кімге хабарласасыз**
dialogue-contacts-phone = Телефоны: **{ $phone }**
dialogue-contacts-site = Сайты: { $link }
dialogue-contacts-no-phone = Бұл өңірдегі мансап орталығының телефоны біздің мәтіндерде жоқ: ол жоғарыдағы сілтемедегі тізімде.
dialogue-contacts-no-phones = Мансап орталықтарының телефондары біздің мәтіндерде жоқ: олар жоғарыдағы сілтемедегі тізімде.
