// Every text below ROOT that its box or the edge of the paper cuts off.
const cut = [];
let looked = 0;
const name = element => `${element.tagName} “${element.textContent.trim().slice(0, 40)}”`;
const hides = style => [style.overflowX, style.overflowY].some(v => v !== 'visible');
for (const element of document.querySelectorAll(`${ROOT} *`)) {
  if (!element.checkVisibility() || element.closest('.words, .map td span, title, desc')) continue;
  const style = getComputedStyle(element);
  const box = element.getBoundingClientRect();
  if (element.tagName === 'text') {
    looked += 1;
    // A name stands in a picture of its own, which begins where the whole picture does.
    const inner = element.ownerSVGElement;
    const left = (inner.ownerSVGElement ?? inner).getBoundingClientRect().left;
    const right = left + inner.width.baseVal.value;
    if (box.right > right + 1 || box.left < left - 1) cut.push(`${name(element)} in its picture`);
  } else if (!element.closest('svg')) {
    looked += 1;
    const over = element.scrollWidth > element.clientWidth + 1 || element.scrollHeight > element.clientHeight + 1;
    if (hides(style) && style.display !== 'inline' && over) cut.push(`${name(element)} in its box`);
    if (style.textOverflow === 'ellipsis' && over) cut.push(`${name(element)} ends in an ellipsis`);
  }
  if (box.width > 0 && (box.right > innerWidth + 1 || box.left < -1)) cut.push(`${name(element)} at the edge`);
}
return {cut: cut.slice(0, 20), looked};
