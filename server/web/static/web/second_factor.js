/**
 * Switching the second factor on and off (/account/).
 *
 * The part `[data-state]` that fits is shown: "checking", "on", "off", "confirm" (the passphrase is
 * asked again), "new" (secret and code), "codes" (sign-in codes to keep) or "failed". Words stand in the page; there are none here.
 */

const root = document.querySelector("[data-second-factor]");
const base = root.dataset.secondFactor;
const token = root.querySelector("[name=csrfmiddlewaretoken]").value;
let afterConfirming = () => refresh();
let offered = null;

async function call(path, method = "GET", body = undefined) {
  const response = await fetch(base + path, {
    method,
    credentials: "same-origin",
    cache: "no-store",
    headers: {
      Accept: "application/json",
      "Content-Type": "application/json",
      "X-CSRFToken": token,
    },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const text = await response.text();
  let answer = {};
  try {
    answer = JSON.parse(text);
  } catch {
    answer = {};
  }
  return { status: response.status, ok: response.ok, answer };
}

function show(state, { focus = true } = {}) {
  for (const part of root.querySelectorAll("[data-state]")) {
    part.hidden = part.dataset.state !== state;
  }
  const shown = root.querySelector(`[data-state="${state}"]`);
  if (focus) {
    (shown.querySelector("input:not([type=hidden])") ?? shown.querySelector("[tabindex]"))?.focus();
  }
  return shown;
}

/** Show what is wrong with an answer of this status, or nothing for 0. */
function say(part, status) {
  for (const fault of part.querySelectorAll("[data-fault]")) {
    fault.hidden = status === 0 || (fault.dataset.fault === "wait") !== (status === 429);
  }
}

/** Ask whether the factor is on. When it is off, the answer carries a fresh secret to set it up with. */
async function refresh(options) {
  const { status, answer } = await call("/account/authenticators/totp");
  if (status === 200) {
    show("on", options);
  } else if (status === 404) {
    offered = answer.meta;
    show("off", options);
  } else {
    show("failed", options);
  }
}

function confirmFirst(next) {
  afterConfirming = next;
  say(show("confirm"), 0);
}

/** The server wants a fresh proof before it changes the factor: ask before the app is set up. */
async function begin() {
  confirmFirst(showSecret);
}

async function showSecret() {
  const part = show("new");
  say(part, 0);
  part.querySelector("[data-secret]").textContent = offered.secret.replace(/(.{4})(?=.)/g, "$1 ");
  part.querySelector("[data-link]").href = offered.totp_url;
}

async function turnOff() {
  const { status, ok } = await call("/account/authenticators/totp", "DELETE");
  if (status === 401) {
    confirmFirst(turnOff);
  } else if (ok) {
    await refresh();
  } else {
    show("failed");
  }
}

async function onConfirm(form) {
  const { ok, status } = await call("/auth/reauthenticate", "POST", { password: form.elements.password.value });
  if (ok) {
    form.reset();
    await afterConfirming();
  } else {
    say(form, status);
    form.elements.password.focus();
  }
}

async function onCode(form) {
  const code = form.elements.code.value.replace(/\s/g, "");
  const { ok, status } = await call("/account/authenticators/totp", "POST", { code });
  if (ok) {
    form.reset();
    await showCodes();
  } else if (status === 401) {
    // The proof has grown old meanwhile; the code is sent again after the next one.
    confirmFirst(() => {
      show("new");
      return onCode(form);
    });
  } else {
    say(form, status);
    form.elements.code.select();
    form.elements.code.focus();
  }
}

/** Show the sign-in codes that were made with the factor, for the day the phone is lost. */
async function showCodes() {
  const { ok, answer } = await call("/account/authenticators/recovery-codes");
  if (!ok) {
    await refresh();
    return;
  }
  const list = show("codes").querySelector("[data-codes]");
  const rows = answer.data.unused_codes.map((code) => {
    const row = document.createElement("li");
    row.textContent = code;
    return row;
  });
  list.replaceChildren(...rows);
}

/** Run one step; a lost connection shows the "failed" part. */
async function step(work) {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof TypeError)) {
      throw error;
    }
    show("failed");
  }
}

root.addEventListener("click", (event) => {
  const action = event.target.closest("[data-do]")?.dataset.do;
  const work = { begin, turnOff, refresh }[action];
  if (work) {
    step(work);
  }
});
root.addEventListener("submit", (event) => {
  event.preventDefault();
  const form = event.target;
  step(() => (form.dataset.state === "confirm" ? onConfirm(form) : onCode(form)));
});
step(() => refresh({ focus: false }));
