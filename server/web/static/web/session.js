/**
 * Forms that are sent as JSON: sign-in, second factor, unlock, lock.
 *
 *   <form data-send action="/api/..." data-next="/path">
 *
 * Every named control becomes a property of the body; "csrfmiddlewaretoken" becomes the header.
 * Afterwards the page goes to data-next. A failure shows the form's template whose data-when is the
 * status, "network" or "other". A pending second factor shows the element that data-second names.
 * Words stand in the templates; there are none here.
 */

const SECOND_FACTOR = "mfa_authenticate";

function isSecondFactorPending(answer) {
  const flows = answer?.data?.flows ?? [];
  return flows.some((flow) => flow.id === SECOND_FACTOR && flow.is_pending);
}

function bodyOf(form) {
  const body = Object.fromEntries(new FormData(form));
  delete body.csrfmiddlewaretoken;
  return body;
}

async function send(form) {
  const response = await fetch(form.action, {
    method: form.dataset.send || "POST",
    credentials: "same-origin",
    cache: "no-store",
    headers: {
      Accept: "application/json",
      "Content-Type": "application/json",
      "X-CSRFToken": form.elements.namedItem("csrfmiddlewaretoken").value,
    },
    body: JSON.stringify(bodyOf(form)),
  });
  const text = await response.text();
  let answer = null;
  try {
    answer = JSON.parse(text);
  } catch {
    answer = null;
  }
  return { status: response.status, ok: response.ok, wait: response.headers.get("Retry-After"), answer };
}

function say(form, when, wait) {
  const place = form.querySelector("[data-answer]");
  const template =
    form.querySelector(`template[data-when~="${when}"]`) ??
    form.querySelector('template[data-when~="other"]');
  place.replaceChildren(template.content.cloneNode(true));
  for (const seconds of place.querySelectorAll("[data-seconds]")) {
    seconds.textContent = wait ?? "";
    seconds.parentElement.hidden = !wait;
  }
  const wrong = form.querySelector("[data-first]");
  if (wrong) {
    wrong.setAttribute("aria-invalid", String(when === "400"));
    wrong.focus();
    wrong.select?.();
  }
}

function showSecond(form) {
  const second = document.getElementById(form.dataset.second);
  form.hidden = true;
  second.hidden = false;
  second.querySelector("[data-first]").focus();
}

async function onSubmit(event) {
  event.preventDefault();
  const form = event.currentTarget;
  if (form.getAttribute("aria-busy") === "true") {
    return;
  }
  form.setAttribute("aria-busy", "true");
  form.querySelector("[data-answer]")?.replaceChildren();
  try {
    const { status, ok, wait, answer } = await send(form);
    if (ok) {
      window.location.assign(form.dataset.next);
    } else if (status === 401 && form.dataset.second && isSecondFactorPending(answer)) {
      showSecond(form);
    } else {
      say(form, String(status), wait);
    }
  } catch (error) {
    if (!(error instanceof TypeError)) {
      throw error;
    }
    say(form, "network", null);
  } finally {
    form.removeAttribute("aria-busy");
  }
}

for (const form of document.querySelectorAll("form[data-send]")) {
  form.addEventListener("submit", onSubmit);
}

for (const box of document.querySelectorAll("input[data-reveals]")) {
  const input = document.getElementById(box.dataset.reveals);
  box.checked = false;
  box.addEventListener("change", () => {
    input.type = box.checked ? "text" : "password";
  });
}

for (const link of document.querySelectorAll("[data-again]")) {
  link.addEventListener("click", () => window.location.reload());
}
