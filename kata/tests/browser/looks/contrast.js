// Every text, sign and bar that stands out too little against what is behind it, by the formula of
// WCAG 2. With the colour of the page, so that themes can be told apart.
const channel = v => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
const parse = colour => colour.match(/[\d.]+/g).map(Number);
const luminance = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
const ratio = (one, other) => {
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
};
const ground = element => {
  for (let at = element; at; at = at.parentElement) {
    const colour = parse(getComputedStyle(at).backgroundColor);
    if (colour.length === 3 || colour[3] === 1) return colour;
  }
  return [255, 255, 255];
};
const page = ground(document.body);
const mark = document.querySelector('.differs');
const grounds = [page, parse(getComputedStyle(mark).fill)];

const faint = [];
let looked = 0;
const look = (what, colour, behind, least) => {
  looked += 1;
  const found = ratio(parse(colour), behind);
  if (found < least) faint.push(`${what}: ${found.toFixed(2)} of ${least}`);
};
for (const details of document.querySelectorAll('details')) details.open = true;
const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
while (texts.nextNode()) {
  const text = texts.currentNode.data.trim();
  const element = texts.currentNode.parentElement;
  if (!text || element.closest('title, desc, .words, .map td span')) continue;
  const style = getComputedStyle(element);
  if (element.closest('svg')) {
    for (const behind of grounds) look(`“${text}” in a picture`, style.fill, behind, 4.5);
  } else {
    look(`“${text.slice(0, 40)}”`, style.color, ground(element), 4.5);
  }
}
for (const bar of document.querySelectorAll('.bar')) {
  for (const behind of grounds) look(`a bar, ${bar.classList}`, getComputedStyle(bar).fill, behind, 3);
}
for (const wait of document.querySelectorAll('.wait')) {
  for (const behind of grounds) look('waiting', getComputedStyle(wait).stroke, behind, 3);
}
return {faint: [...new Set(faint)], looked, page: luminance(page)};
