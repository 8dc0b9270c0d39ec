### What `qonys import` says: why a file is refused, what a person should look at in a draft.

## The file is not imported

refused = { $file }: not imported. { $reason }
refused-archive-bomb = Unpacked, this file would be far bigger than a document can be; such files are made to stop programs. Ask the sender for a PDF.
refused-archive-damaged = The file is damaged and cannot be unpacked. Open it in Word or LibreOffice and save it again as .docx.
refused-archive-paths = The archive holds a name that leads out of it («{ $name }»). That is a trick, not a document.
refused-content-differs = It is named { $extension }, but inside it is { $found ->
    [pdf] a PDF
    [docx] a Word document or an archive
    [html] a web page
   *[text] plain text
 }. Give it the right extension, or save it again.
refused-damaged = The file is damaged. Open it in the program it comes from and save it again.
refused-empty = The file is empty.
refused-encrypted = The file is protected by a password. Save it without a password.
refused-letters-unreadable = This PDF does not say which letters its fonts draw, so there is no text in it that a program can read. Ask for the DOCX, or print it to a PDF again.
refused-macros = The document carries macros (programs). Save it as .docx: then the macros stay out.
refused-no-such-file = There is no such file.
refused-no-text = No text in it: only pictures. A scan has to go through text recognition (OCR) first.
refused-not-a-file = This is not a file that can be read{ $problem ->
    [none] .
   *[other] {" "}({ $problem }).
 }
refused-old-word = A .doc or .rtf of old Word is not read. Open it in Word or LibreOffice and save it as .docx.
refused-out-of-memory = The file needs more memory than an import may take. Divide it into parts.
refused-out-of-time = The file was not read within { $seconds } seconds. Divide it into parts.
refused-too-big = The file has { $size } MB; { $limit } MB is the most.
refused-too-deep = Its parts lie inside one another { $limit } deep and more. No document is made like that; save it again as PDF.
refused-too-much-text = There is too much in it{ $pages ->
    [none] .
   *[other] {" "}({ $pages } pages; { $limit } is the most).
 } Divide it into parts.
refused-unknown-encoding = Its letters are in an encoding that could not be found out. Save it as UTF-8.
refused-unsupported = { $extension ->
    [none] This is no text document.
   *[other] { $extension } files are not read.
 } PDF, DOCX, HTML and TXT are.

## The draft's front matter

draft-front-matter =
    Made of { $source }. A draft: the bot does not read it.
    Complete the lines below, turn the headings into the questions people ask,
    deal with every <!-- ? … --> comment and delete it. Then move the file to its topic folder,
    write the same document in the other language, and run: qonys check
draft-topic = one of: { $topics }
draft-applies-to = resettler, kandas, employer, graduate, specialist, everyone
draft-regions = empty: the whole country
draft-effective-from = the first day it holds, like 2026-01-01
draft-reviewed-on = the day on which you compared it with its source
draft-verification = official, once it is compared with an official source
draft-url = address of the source
draft-act = number of the act; delete the line if there is none
draft-date = date of the source
draft-heading = Heading: which question does this text answer?

## What to look at

doubt-broken-inside = «{ $word }» stands without its hyphen elsewhere in the text. Is the hyphen left over from a line end?
doubt-broken-word = Was this word joined rightly: «{ $word }»?
doubt-digit-in-word = A digit within a word: «{ $word }». Perhaps a misread letter (0 for о, 3 for з).
doubt-encoding-guessed = The encoding was guessed ({ $encoding }). Look whether the letters are right.
doubt-fragments = Short pieces: a table that lost its rules, or the labels of a chart. Compare with the file; write it as a list, or delete it.
doubt-heading-empty = No text under this heading before the next one. Delete it, or put the text here.
doubt-heading-guessed = Taken for a heading by its look. If it is none, remove the two # and the braces.
doubt-heading-missing = The text begins without a heading.
doubt-language-unsure = Two languages in nearly equal parts. Taken for { $language }; make a file for each.
doubt-letters-unreadable = Letters that could not be read: { $count }. Look for (cid:…) and �.
doubt-literature = A list of literature: the bot does not need it. Delete it, or name what matters under sources.
doubt-mixed-word = Latin and Cyrillic letters in one word: «{ $word }». Which is right?
doubt-other-language = From here on in another language ({ $language ->
    [kk] Kazakh
    [ru] Russian
   *[other] neither Kazakh nor Russian
 }). It belongs into that language's file, or out.
doubt-pages-without-text = Pages without text (pictures or scans): { $pages }.
doubt-personal-data = Looks like somebody's phone, e-mail or number. Unless it is an office's public contact, delete it.
doubt-pictures = Pictures left out: { $count }. If one says something, write it in words.
doubt-section-long = { $length } characters under this heading; one message takes { $limit }. Divide it.
doubt-strange-letters = Letters of another alphabet: { $letters }. Most likely an old font's Kazakh letters.
doubt-table = A table: the bot sends none. Write it as a list, and its numbers into tables/.
doubt-table-caption = A table without rules stood here: its cells may be out of order below. Compare with the file.
doubt-template-marks = Double braces in the text were set apart: they have a meaning in these files.
doubt-title-from-file = No title was found; the file's name stands for it.

## The report

imported = { $file } → { $draft }
imported-notes = To look at: { $count } places. All of them, and what was left out: { $report }
imported-more = … and { $count } more in { $report }
report-title = What to look at in { $draft }
report-repairs = Repaired:
report-left-out = Left out of the draft ({ $count } lines); look whether a sentence of the text is among them:
report-page = page { $page }
left-out-page-number = page number
left-out-running-head = running head
left-out-contents = contents
left-out-footnote = footnote
repair-bullet = list marks of symbol fonts
repair-composed = lines with letters written as letter and accent
repair-hyphen = words divided at their own hyphen, joined with it
repair-invisible = invisible characters
repair-joined = words broken at a line end, joined
repair-kazakh-letter = letters of other alphabets in place of Kazakh ones
repair-mixed-scripts = words with Latin letters among Cyrillic ones (or the reverse)
repair-reference = reference marks like [3]
repair-spaced-letters = words set with spaces between the letters
