// What a person (or a screen reader) finds on the page: elements by role and accessible name.
// arguments: [what, role, name, exact, root]
const ROLES = {
  button: 'button, [role="button"], summary, input[type="submit"]',
  link: 'a[href], [role="link"]',
  textbox: 'input:not([type]), input[type="text"], input[type="search"], input[type="number"], input[type="password"], textarea, [role="textbox"], [role="searchbox"], [role="spinbutton"]',
  checkbox: 'input[type="checkbox"], [role="checkbox"], [role="switch"]',
  radio: 'input[type="radio"], [role="radio"]',
  heading: 'h1, h2, h3, h4, [role="heading"]',
  dialog: 'dialog, [role="dialog"], [role="alertdialog"]',
  option: 'option, [role="option"]',
  menuitem: '[role="menuitem"], [role="menuitemradio"]',
  tab: '[role="tab"]',
  row: 'tr, [role="row"]',
  status: 'output, [role="status"]',
  any: '*',
};

function shown(element) {
  if (element.closest('[aria-hidden="true"], [inert]')) return false;
  // React Aria's switches and radios hide the input itself and show its label.
  const seen = element.matches('input') ? element.closest('label') ?? element : element;
  const box = seen.getBoundingClientRect();
  return box.width > 0 && box.height > 0 && getComputedStyle(seen).visibility !== 'hidden';
}

const plain = (text) => (text ?? '').replace(/\s+/g, ' ').trim();

function name(element) {
  const by = element.getAttribute('aria-labelledby');
  if (by) {
    const named = by.split(/\s+/).map((id) => plain(document.getElementById(id)?.textContent));
    if (named.some(Boolean)) return plain(named.join(' '));
  }
  const label = element.getAttribute('aria-label');
  if (label) return plain(label);
  if (element.labels?.length) return plain([...element.labels].map((one) => one.textContent).join(' '));
  if (element.matches('input, textarea')) return plain(element.getAttribute('placeholder') ?? element.value);
  return plain(element.textContent);
}

function find(role, wanted, exact, root) {
  const found = [...(root ?? document).querySelectorAll(ROLES[role] ?? `[role="${role}"]`)];
  const fits = (text) => (exact ? text === wanted : text.toLowerCase().includes(wanted.toLowerCase()));
  return found.filter((element) => shown(element) && (wanted === '' || fits(name(element))));
}

// What a mouse hits: a switch's own input is hidden behind its label.
const target = (element) => (element?.matches('input[type="checkbox"], input[type="radio"]') && element.closest('label')) || element;
const rows = () => [...document.querySelectorAll('[data-item-code]')];

const [what, role, wanted, exact, root] = arguments;
if (what === 'find') return target(find(role, wanted, exact, root)[0]) ?? null;
if (what === 'checked') return find(role, wanted, exact, root)[0]?.checked ?? null;
if (what === 'row') return rows().find((row) => plain(row.textContent).includes(wanted)) ?? null;
if (what === 'rows') return rows().map((row) => plain(row.textContent)).sort();
if (what === 'part') return plain(document.querySelector(`[data-testid="${wanted}"]`)?.innerText);
if (what === 'focused') return name(document.activeElement);
if (what === 'count') return find(role, wanted, exact, root).length;
if (what === 'names') return find(role, wanted, exact, root).map(name);
if (what === 'text') return plain((root ?? document.body).innerText);
return null;
