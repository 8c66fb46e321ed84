// The native player with a choice of speed. Nothing is counted, and nothing is kept.
for (const select of document.querySelectorAll('[data-plain-speed]')) {
  const video = select.closest('.cg-plain-film').querySelector('video')
  select.addEventListener('change', () => { video.playbackRate = Number(select.value) })
}
