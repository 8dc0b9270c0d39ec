### Что говорят `qonys index`, `--watch`, `--list` и `qonys rollback`.

up-to-date = Версия { $version } уже сделана из этих текстов.
refused = Ничего не изменилось, отвечает прежняя версия. Исправьте ошибки и запустите команду ещё раз:
failed = Ничего не изменилось, отвечает прежняя версия.
live = Версия { $version } отвечает людям. Разделов: { $sections }, заново переведено в векторы: { $embedded }, изменено файлов: { $changed }.
watching = Слежу за папкой { $folder }. Остановить: Ctrl-C.
rolled-back = Снова отвечает версия { $version } от { $built }.
rolled-back-held = Тексты в папке остались как есть и сами работать не начнут: исправьте их или верните командой qonys index.
no-older = Более старой версии нет.
no-versions = Версий ещё нет. Сделайте первую: qonys index
list-live = отвечает
list-version = версия
list-built = когда сделана
list-sections = разделов
list-changed = что изменилось
list-ask = у кого спросить
list-more = … (ещё { $count })
list-held = Тексты в папке были отменены (qonys rollback). Они начнут работать, когда их исправят или выполнят qonys index.
list-nobody = Чтобы здесь было видно, у кого спросить, запишите имена в { $file }.
