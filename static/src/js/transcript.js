// The transcript follows the film, leads to its places and can be searched.
class Transcript {
  constructor (details, video) {
    this.details = details
    this.video = video
    this.box = details.querySelector('[data-transcript]')
    this.lines = [...details.querySelectorAll('.cg-cue')].map((line) => this.upgrade(line))
    this.current = null
    this.searching = false
    this.touched = -Infinity
    this.still = matchMedia('(prefers-reduced-motion: reduce)')

    if (this.lines.length) this.lines[0].tabIndex = 0
    this.box.removeAttribute('tabindex')
    this.box.addEventListener('click', (event) => this.lead(event.target.closest('.cg-cue')))
    this.box.addEventListener('keydown', (event) => this.walk(event))
    for (const own of ['wheel', 'touchmove', 'pointerdown']) {
      this.box.addEventListener(own, () => { this.touched = performance.now() }, { passive: true })
    }
    for (const move of ['timeupdate', 'seeked', 'play']) video.addEventListener(move, () => this.follow())
    this.search(details.querySelector('[data-transcript-search]'), details.querySelector('[data-transcript-count]'))
    this.openFromLinks()
  }

  /** Plain text becomes a button; without JavaScript it stays text. */
  upgrade (line) {
    const button = document.createElement('button')
    button.type = 'button'
    button.className = line.className
    button.tabIndex = -1
    button.dataset.start = line.dataset.start
    button.dataset.end = line.dataset.end
    button.append(...line.childNodes)
    const clock = button.querySelector('time')
    if (!clock.textContent) clock.textContent = this.clock(Number(line.dataset.start))
    line.replaceWith(button)
    return button
  }

  clock (seconds) {
    return `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, '0')}`
  }

  lead (line) {
    if (!line) return
    this.video.currentTime = Number(line.dataset.start) + 0.01
    this.video.play().catch(() => {})
  }

  /** One tab stop for the whole list; the arrow keys move within it. */
  walk (event) {
    const shown = this.lines.filter((line) => !line.parentElement.hidden)
    const at = shown.indexOf(document.activeElement)
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: shown.length - 1 }[event.key]
    if (to === undefined || at < 0) return
    event.preventDefault()
    this.touched = performance.now()
    this.stopAt(shown[Math.max(0, Math.min(shown.length - 1, to))])?.focus()
  }

  stopAt (line) {
    for (const each of this.lines) each.tabIndex = each === line ? 0 : -1
    return line
  }

  follow () {
    const time = this.video.currentTime
    const line = this.lines.findLast((each) => Number(each.dataset.start) <= time + 0.05) ?? null
    if (line === this.current || (this.video.paused && time === 0)) return
    this.current?.removeAttribute('aria-current')
    this.current = line
    if (!line) return
    line.setAttribute('aria-current', 'true')
    const busy = this.searching || this.box.contains(document.activeElement) || performance.now() - this.touched < 5000
    if (busy || !this.details.open) return
    this.stopAt(line)
    this.box.scrollTo({
      top: line.parentElement.offsetTop - this.box.clientHeight / 3,
      behavior: this.still.matches ? 'instant' : 'smooth'
    })
  }

  search (input, count) {
    let timer
    const look = () => {
      const sought = input.value.trim().toLocaleLowerCase('en-GB')
      this.searching = sought.length > 0
      let found = 0
      for (const line of this.lines) {
        const text = line.lastElementChild
        const words = text.textContent
        const at = sought ? words.toLocaleLowerCase('en-GB').indexOf(sought) : -1
        text.textContent = words
        line.parentElement.hidden = this.searching && at < 0
        if (at < 0) continue
        found += 1
        const mark = document.createElement('mark')
        mark.textContent = words.slice(at, at + sought.length)
        text.replaceChildren(words.slice(0, at), mark, words.slice(at + sought.length))
      }
      const first = this.lines.find((line) => !line.parentElement.hidden)
      if (first && this.searching) this.stopAt(first)
      if (!this.searching) count.textContent = ''
      else if (found === 0) count.textContent = count.dataset.wordsNone
      else count.textContent = found === 1 ? count.dataset.wordsOne : count.dataset.wordsMany.replace('%(n)s', found)
    }
    input.addEventListener('input', () => {
      clearTimeout(timer)
      timer = setTimeout(look, 250)
    })
  }

  /** "Read the whole transcript instead" opens the fold and puts the reader at its start. */
  openFromLinks () {
    const open = () => {
      this.details.open = true
      this.details.querySelector('summary').focus({ preventScroll: true })
    }
    for (const link of document.querySelectorAll('a[href="#transcript"]')) link.addEventListener('click', () => setTimeout(open))
    if (location.hash === '#transcript') open()
  }
}

const details = document.querySelector('.cg-transcript')
const video = document.querySelector('.cg-film video')
if (details && video) new Transcript(details, video)
