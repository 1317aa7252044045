/*
 * Draws what is wanted into what is there, and touches only what differs: focus, selection and scrolling stay, nothing
 * flickers. Texts are only ever text; an address that is not http, https or of this page is left out.
 */
const drawn = new WeakMap();

/** An element as it is wanted. `key` names it among its siblings; what is null or false keeps its place, empty. */
export const h = (tag, props, ...children) => ({ tag, props: props ?? {}, children: children.flat(Infinity) });

/** Makes the children of an element what is wanted. */
export function draw(parent, wanted) {
  const children = [wanted].flat(Infinity).map(child => (isNothing(child) ? '' : child));
  const keyed = new Map();
  const others = [];
  for (const node of parent.childNodes) {
    const key = drawn.get(node)?.props?.key;
    key === undefined ? others.push(node) : keyed.set(key, node);
  }
  let next = 0;
  const nodes = children.map(child => {
    const key = child.props?.key;
    const found = key === undefined ? others[next++] : keyed.get(key);
    keyed.delete(key);
    return isSameKind(found, child) ? found : create(child);
  });
  const kept = new Set(nodes);
  [...parent.childNodes].filter(node => !kept.has(node)).forEach(node => node.remove());
  let at = parent.firstChild;
  nodes.forEach((node, index) => {
    if (node === at) {
      at = at.nextSibling;
    } else {
      parent.insertBefore(node, at);
    }
    patch(node, children[index]);
  });
}

const isNothing = child => child === null || child === undefined || child === false;

function isSameKind(node, child) {
  return child.tag ? drawn.get(node)?.tag === child.tag : node?.nodeType === Node.TEXT_NODE;
}

function create(child) {
  return child.tag ? document.createElement(child.tag) : document.createTextNode('');
}

function patch(node, child) {
  if (!child.tag) {
    if (node.data !== String(child)) {
      node.data = String(child);
    }
    return;
  }
  const before = drawn.get(node)?.props ?? {};
  drawn.set(node, child);
  for (const name of Object.keys(before)) {
    if (!(name in child.props)) {
      set(node, name, null);
    }
  }
  draw(node, child.children);
  // After the children: a select takes a value only when it has the option.
  for (const [name, value] of Object.entries(child.props)) {
    if (name.startsWith('on') || before[name] !== value) {
      set(node, name, value);
    }
  }
}

function set(node, name, value) {
  if (name === 'key') {
    return;
  }
  if (name === 'value' && node === document.activeElement && node.tagName === 'INPUT') {
    // Somebody types: what is there is newer than what is wanted.
    return;
  }
  if (name.startsWith('on') || name === 'checked' || (name === 'value' && 'value' in node)) {
    node[name] = value;
  } else if (name === 'href' && !isSafe(value)) {
    node.removeAttribute(name);
  } else if (name === 'href') {
    node.setAttribute(name, here(value));
  } else if (value === null || value === undefined || value === false) {
    node.removeAttribute(name);
  } else {
    node.setAttribute(name, value === true ? '' : value);
  }
}

/** Hawtio's page has a base address; a fragment alone would lead away from the tab, to that base. */
export const here = address =>
  address.startsWith('#') ? location.pathname + location.search + address : address;

/** Whether a link may lead there. */
export function isSafe(address) {
  if (typeof address !== 'string') {
    return false;
  }
  if (address.startsWith('#')) {
    return true;
  }
  try {
    return ['http:', 'https:'].includes(new URL(address, document.location.href).protocol);
  } catch {
    return false;
  }
}
