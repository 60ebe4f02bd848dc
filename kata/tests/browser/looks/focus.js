// Where the keyboard is: the number of the stop, none beyond the page; and whether one can see it.
const at = document.activeElement;
if (!at || at === document.body) return null;
const style = getComputedStyle(at);
const box = at.getClientRects()[0];
const inside = box.width > 0 && box.right > 0 && box.bottom > 0 && box.left < innerWidth && box.top < innerHeight;
const [x, y] = [Math.max(box.left, 0) + 4, Math.max(box.top, 0) + Math.min(box.height, 20) / 2];
const front = document.elementFromPoint(x, y);
return {
  stop: window.stops.indexOf(at),
  what: `${at.tagName} “${at.textContent.slice(0, 40)}”`,
  outlined: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2,
  inside,
  covered: !(front && (at.contains(front) || front.contains(at))) && front?.tagName,
};
