// Words of the page itself in the three client languages.

const LABELS = {
  kk: {
    chats: "Чаттар", newChat: "Жаңа чат", name: "Атыңыз", appLanguage: "Қолданба тілі",
    inGroup: "Бот қосылған топта", create: "Ашу", cancel: "Болдырмау", ok: "Түсінікті",
    message: "Хабарлама", messages: "Хабарлар", send: "Жіберу", attach: "Тіркеме қосу", menu: "Мәзір",
    commands: "Бот командалары", botKeyboard: "Бот пернетақтасы", toEnd: "Соңғы хабарларға өту",
    online: "желіде", offline: "бот қосылмаған", typing: "жазып жатыр",
    uploadPhoto: "фото жіберіп жатыр", uploadDocument: "файл жіберіп жатыр",
    start: "Бастау", whatCanBotDo: "Бұл бот не істей алады?", today: "Бүгін", yesterday: "Кеше",
    edited: "өзгертілді", photo: "Фото", samplePhoto: "Фото үлгісі", voice: "Дауыстық хабарлама",
    sticker: "Стикер", document: "Файл", contact: "Контакт", location: "Орналасқан жер",
    venue: "Орын", video: "Бейне", video_note: "Бейнехабар", audio: "Аудио", animation: "GIF",
    poll: "Сауалнама", anonymousPoll: "Анонимді сауалнама", dice: "Ойын сүйегі",
    block: "Ботты бұғаттау", unblock: "Бұғаттан шығару", deleteChat: "Чатты жою",
    reply: "Жауап беру", edit: "Өзгерту", remove: "Жою", copy: "Көшіру", copied: "Көшірілді",
    reveal: "Жасырын мәтінді көрсету", expand: "Толық көрсету", collapse: "Жию", notSent: "Жіберілмеді",
    connectionLost: "Сервермен байланыс жоқ", defaultName: "Қонақ", you: "Сіз",
    botAdded: "Бот топқа қосылды", group: "топ", pollQuestion: "Қай өңір ұнайды?",
    pollOptions: "Солтүстік\nШығыс", opensLink: "сілтеме ашылады",
    sandboxNote: "Бұл — сынақ чаты: хабарлар осы компьютерден шықпайды, тоқтатқанда өшеді.",
  },
  ru: {
    chats: "Чаты", newChat: "Новый чат", name: "Ваше имя", appLanguage: "Язык приложения",
    inGroup: "В группе с ботом", create: "Открыть", cancel: "Отмена", ok: "Понятно",
    message: "Сообщение", messages: "Сообщения", send: "Отправить", attach: "Прикрепить",
    menu: "Меню", commands: "Команды бота", botKeyboard: "Клавиатура бота",
    toEnd: "К последним сообщениям", online: "в сети", offline: "бот не подключён",
    typing: "печатает", uploadPhoto: "отправляет фото", uploadDocument: "отправляет файл",
    start: "Начать", whatCanBotDo: "Что умеет этот бот?", today: "Сегодня", yesterday: "Вчера",
    edited: "изменено", photo: "Фото", samplePhoto: "Пример фото", voice: "Голосовое",
    sticker: "Стикер", document: "Файл", contact: "Контакт", location: "Геопозиция",
    venue: "Место", video: "Видео", video_note: "Видеосообщение", audio: "Аудио", animation: "GIF",
    poll: "Опрос", anonymousPoll: "Анонимный опрос", dice: "Кубик",
    block: "Заблокировать бота", unblock: "Разблокировать", deleteChat: "Удалить чат",
    reply: "Ответить", edit: "Изменить", remove: "Удалить", copy: "Копировать",
    copied: "Скопировано", reveal: "Показать скрытый текст", expand: "Показать полностью",
    collapse: "Свернуть", notSent: "Не отправлено", connectionLost: "Нет связи с сервером", defaultName: "Гость",
    you: "Вы", botAdded: "Бот добавлен в группу", group: "группа",
    pollQuestion: "Какой край нравится?", pollOptions: "Север\nВосток",
    opensLink: "откроется ссылка",
    sandboxNote: "Это пробный чат: сообщения не покидают компьютер и исчезают после остановки.",
  },
  en: {
    chats: "Chats", newChat: "New chat", name: "Your name", appLanguage: "App language",
    inGroup: "In a group with the bot", create: "Open", cancel: "Cancel", ok: "OK",
    message: "Message", messages: "Messages", send: "Send", attach: "Attach", menu: "Menu",
    commands: "Bot commands", botKeyboard: "Bot keyboard", toEnd: "To the latest messages",
    online: "online", offline: "bot is not connected", typing: "typing",
    uploadPhoto: "sending a photo", uploadDocument: "sending a file", start: "Start",
    whatCanBotDo: "What can this bot do?", today: "Today", yesterday: "Yesterday",
    edited: "edited", photo: "Photo", samplePhoto: "Sample photo", voice: "Voice message",
    sticker: "Sticker", document: "File", contact: "Contact", location: "Location",
    venue: "Place", video: "Video", video_note: "Video message", audio: "Audio", animation: "GIF",
    poll: "Poll", anonymousPoll: "Anonymous poll", dice: "Dice",
    block: "Block the bot", unblock: "Unblock", deleteChat: "Delete chat",
    reply: "Reply", edit: "Edit", remove: "Delete", copy: "Copy", copied: "Copied",
    reveal: "Show hidden text", expand: "Show all", collapse: "Collapse", notSent: "Not sent",
    connectionLost: "No connection to the server", defaultName: "Guest", you: "You",
    botAdded: "The bot was added to the group", group: "group",
    pollQuestion: "Which region do you like?", pollOptions: "North\nEast",
    opensLink: "opens a link",
    sandboxNote: "This is a trial chat: messages stay on this computer and vanish when it stops.",
  },
};

export const LANGUAGES = Object.keys(LABELS);

let current = "ru";

export function language() {
  return current;
}

/** The word in the page's language. */
export function label(name) {
  return LABELS[current][name] ?? name;
}

/** Switches the language and rewrites every element that names a label. */
export function setLanguage(code) {
  current = LANGUAGES.includes(code) ? code : "ru";
  document.documentElement.lang = current;
  for (const element of document.querySelectorAll("[data-label]")) {
    element.textContent = label(element.dataset.label);
  }
  for (const element of document.querySelectorAll("[data-label-title]")) {
    element.title = label(element.dataset.labelTitle);
    element.setAttribute("aria-label", element.title);
  }
  for (const element of document.querySelectorAll("[data-label-aria]")) {
    element.setAttribute("aria-label", label(element.dataset.labelAria));
  }
  for (const element of document.querySelectorAll("[data-label-placeholder]")) {
    element.placeholder = label(element.dataset.labelPlaceholder);
  }
}

export function clockTime(seconds) {
  return new Intl.DateTimeFormat(current, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" })
    .format(new Date(seconds * 1000));
}

/** «Today», «Yesterday» or the date. */
export function day(seconds) {
  const date = new Date(seconds * 1000);
  const now = new Date();
  const midnight = (moment) => new Date(moment.getFullYear(), moment.getMonth(), moment.getDate());
  const days = Math.round((midnight(now) - midnight(date)) / 86400000);
  if (days === 0) return label("today");
  if (days === 1) return label("yesterday");
  const year = date.getFullYear() === now.getFullYear() ? undefined : "numeric";
  return new Intl.DateTimeFormat(current, { day: "numeric", month: "long", year }).format(date);
}
