// What the browser runs. The build puts the stack's values in the place of these names.
declare const VITE_API_URL: string;
declare const VITE_WS_URL: string;

/** How a row looks: an answer as it should be, one that is not, or nothing to say yet. */
type State = "good" | "bad" | "none";

function show(id: string, state: State, text: string): void {
  const row = document.getElementById(id)!;
  row.dataset["state"] = state;
  row.querySelector("dd")!.textContent = text;
}

/** Shows a service's address, and leads to its health. */
function showAddress(id: string, address: string, health: string): void {
  const link = document.querySelector<HTMLAnchorElement>(`#${id} a`)!;
  link.textContent = address;
  link.href = health;
}

/** Calls the API as the signed-in user. */
function call(path: string, method = "GET"): Promise<Response> {
  return fetch(`${VITE_API_URL}${path}`, { method, credentials: "include" });
}

async function showHealth(id: "api" | "ws", url: string): Promise<void> {
  show(id, "none", "asking");
  try {
    // Only api lets pages of another origin read its answers; of ws all that shows is whether it answers.
    const answer = await fetch(url, { mode: id === "api" ? "cors" : "no-cors" });
    const isWell = answer.type === "opaque" || answer.ok;
    show(id, isWell ? "good" : "bad", isWell ? "answers" : `unwell (${answer.status})`);
  } catch {
    show(id, "bad", "does not answer");
  }
}

async function showUser(): Promise<boolean> {
  const answer = await call("/me");
  if (!answer.ok) return false;
  const { name } = (await answer.json()) as { name: string };
  show("user", "good", name);
  return true;
}

async function showWallet(): Promise<void> {
  const answer = await call("/wallet");
  if (!answer.ok) return show("wallet", "bad", `no answer (${answer.status})`);
  const { balance } = (await answer.json()) as { balance: string };
  show("wallet", "good", balance);
}

async function connect(): Promise<void> {
  const answer = await call("/ws-token");
  if (!answer.ok) return show("message", "bad", `no token to connect with (${answer.status})`);
  const { token } = (await answer.json()) as { token: string };
  const socket = new WebSocket(`${VITE_WS_URL}/?token=${encodeURIComponent(token)}`);
  socket.addEventListener("open", () => show("message", "good", "connected"));
  socket.addEventListener("message", ({ data }) => show("message", "good", String(data)));
  socket.addEventListener("close", listenLater);
}

async function listen(): Promise<void> {
  try {
    await connect();
  } catch {
    listenLater();
  }
}

/** A server that restarts says so, and all of its clients come back: not at once. */
function listenLater(): void {
  show("message", "bad", "not connected");
  setTimeout(() => void listen(), 1_000 + Math.random() * 4_000);
}

/** What a signed-in user sees. */
async function showSession(): Promise<void> {
  if (await showUser()) await Promise.all([showWallet(), listen()]);
}

async function signInAsGuest(): Promise<void> {
  const answer = await call("/auth/guest", "POST");
  if (answer.ok) await showSession();
  else show("user", "bad", `refused (${answer.status})`);
}

/** Says so where the API can't be reached, or its answer can't be read. */
async function begin(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch {
    show("user", "bad", "the API does not answer");
  }
}

const apiUrl = new URL(VITE_API_URL).origin;
const healthOfWs = `${VITE_WS_URL.replace(/^ws/, "http")}/health`;

document.getElementById("page")!.textContent = location.href;
showAddress("api", apiUrl, `${apiUrl}/health`);
showAddress("ws", VITE_WS_URL, healthOfWs);
show("user", "none", "nobody");
show("wallet", "none", "sign in to see it");
show("message", "none", "none");
document.getElementById("guest")!.addEventListener("click", () => void begin(signInAsGuest));
void showHealth("api", `${apiUrl}/health`);
void showHealth("ws", healthOfWs);
void begin(showSession);
