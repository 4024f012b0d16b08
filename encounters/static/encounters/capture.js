// Offers the phone's time zone where the place does not tell one. Nothing is stored, nothing is
// sent before the observer sends it.
const offerZone = () => {
  const select = document.getElementById("id_tz");
  const hint = document.querySelector("[data-zone-from-phone]");
  if (!select || select.value) return;
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (![...select.options].some((option) => option.value === zone)) return;
  select.value = zone;
  if (hint) hint.hidden = false;
};

offerZone();
document.body.addEventListener("htmx:afterSettle", offerZone);
