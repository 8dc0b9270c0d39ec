// Requests to the sandbox and its stream of events.

export class ApiError extends Error {}

async function request(method, path, body) {
  const options = { method };
  if (body instanceof FormData) {
    options.body = body;
  } else if (body !== undefined) {
    options.headers = { "Content-Type": "application/json" };
    options.body = JSON.stringify(body);
  }
  const response = await fetch(`/sandbox${path}`, options);
  const answer = await response.json();
  if (!response.ok) throw new ApiError(answer.error);
  return answer;
}

export const bot = (language) => request("GET", `/bot?language=${encodeURIComponent(language)}`);
export const chats = () => request("GET", "/chats");
export const openChat = (chat) => request("POST", "/chats", chat);
export const changeChat = (id, change) => request("PATCH", `/chats/${id}`, change);
export const deleteChat = (id) => request("DELETE", `/chats/${id}`);
export const commands = (id) => request("GET", `/chats/${id}/commands`);
export const messages = (id) => request("GET", `/chats/${id}/messages`);
export const sendText = (id, text, replyTo) =>
  request("POST", `/chats/${id}/messages`, { text, reply_to_message_id: replyTo });
export const editText = (id, message, text) =>
  request("PATCH", `/chats/${id}/messages/${message}`, { text });
export const deleteMessage = (id, message) =>
  request("DELETE", `/chats/${id}/messages/${message}`);
export const press = (id, message, row, column) =>
  request("POST", `/chats/${id}/messages/${message}/press`, { row, column });
export const fileUrl = (fileId) => `/sandbox/files/${encodeURIComponent(fileId)}`;

export function sendAttachment(id, kind, { file, ...fields } = {}) {
  const form = new FormData();
  form.set("kind", kind);
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  if (file) form.set("file", file, file.name);
  return request("POST", `/chats/${id}/attachments`, form);
}

/**
 * Calls back for every event; `onState(false)` when the connection is lost.
 * Resolves when the stream is open: what is read after that can't miss anything.
 */
export function listen(onEvent, onState) {
  const source = new EventSource("/sandbox/events");
  addEventListener("pagehide", () => source.close());
  source.onerror = () => onState(false);
  source.onmessage = (message) => onEvent(JSON.parse(message.data));
  return new Promise((resolve) => {
    source.onopen = () => {
      onState(true);
      resolve();
    };
  });
}
