// The one way to the server. Every call says who is speaking and carries the token from this page's address.

const token = new URLSearchParams(location.search).get("token") ?? "";
let speaker;

export function speakAs(personId) {
  speaker = personId;
}

export async function ask(path, parameters = {}) {
  const query = new URLSearchParams(clean({ as: speaker, ...parameters }));
  return answerOf(await fetch(`/sim/${path}?${query}`, { headers: { "X-Playground-Token": token } }));
}

export async function tell(path, body = {}) {
  const headers = { "X-Playground-Token": token, "Content-Type": "application/json" };
  const message = JSON.stringify({ as: speaker, ...clean(body) });
  return answerOf(await fetch(`/sim/${path}`, { method: "POST", headers, body: message }));
}

// Calls `hear` with every event and `again` whenever the line was lost and is back. Resolves, once the line is open, to
// how to hang up: what is asked for from then on has nothing missing between the answer and the next event.
export function listen(hear, again) {
  const line = new EventSource(`/sim/stream?${new URLSearchParams({ as: speaker, token })}`);
  let broken = false;
  line.onmessage = (event) => hear(JSON.parse(event.data));
  line.onerror = () => { broken = true; };
  return new Promise((resolve) => {
    line.onopen = () => {
      resolve(() => line.close());
      if (broken) again();
      broken = false;
    };
  });
}

// Where a file of the workspace can be looked at.
export function fileAddress(id) {
  return `/files/${encodeURIComponent(id)}?${new URLSearchParams({ token })}`;
}

async function answerOf(response) {
  const body = await response.json().catch(() => ({}));
  if (!response.ok) throw new Error(body.error ?? `The playground answered ${response.status}.`);
  return body;
}

function clean(values) {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}
