### What `qonys index`, `--watch`, `--list` and `qonys rollback` say.

up-to-date = Version { $version } is made of these texts already.
refused = Nothing was changed; the old version goes on. Mend these and run it again:
failed = Nothing was changed; the old version goes on.
live = Version { $version } is live: { $sections } sections, { $embedded } texts embedded, { $changed } files changed.
watching = Watching { $folder }. Stop with Ctrl-C.
rolled-back = Version { $version } of { $built } is live again.
rolled-back-held = The texts in the folder are as they were and don't go live by themselves: mend them, or bring them back with qonys index.
no-older = There is no older version to go back to.
no-versions = There are no versions yet. Make the first one: qonys index
list-live = live
list-version = version
list-built = built
list-sections = sections
list-changed = changed files
list-ask = who to ask
list-more = … (+{ $count })
list-held = The texts in the folder were rolled back. They go live once they are mended, or with qonys index.
list-nobody = To see here who to ask, write names into { $file }.
