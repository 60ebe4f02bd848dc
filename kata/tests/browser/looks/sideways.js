// What makes the page wider than the screen, and the texts too small to read on it.
const wide = [];
const small = [];
for (const details of document.querySelectorAll('details')) details.open = true;
for (const element of document.querySelectorAll('body *')) {
  // The heat map, and lines that mean nothing once they are broken, scroll on their own.
  const scroller = element.closest('.map, pre.lines');
  if (scroller && scroller !== element || element.closest('.words, .map td span, .skip, title, desc')) continue;
  const box = element.getBoundingClientRect();
  if (box.right > innerWidth + 0.5 || box.left < -0.5) wide.push(`${element.tagName}.${element.className.baseVal ?? element.className}`);
  if (element.tagName === 'text') {
    const scale = element.getScreenCTM().a;
    if (parseFloat(getComputedStyle(element).fontSize) * scale < 11) small.push(element.textContent);
  }
}
return {wide, small, page: document.scrollingElement.scrollWidth, screen: document.documentElement.clientWidth};
