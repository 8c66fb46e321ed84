// Watching: gathers the stretches of film that were really played and reports them ("beats").
// What the server has not acknowledged is kept and sent again; the server unions, so repetition
// does no harm. The native player stays in charge of playing.
const BEAT = 10000
const WAIT = 5000
const SLACK = 1 // seconds that one step of the clock may run ahead

/** The stretches played, as half-open intervals of media seconds, never across a seek. */
export class Stretches {
  constructor () {
    this.closed = []
    this.sent = []
    this.start = null
    this.last = null
    this.clock = 0
    this.rate = 1
  }

  /** Playing goes on, or begins, at this media time. */
  open (time, rate, now) {
    this.close()
    this.start = this.last = time
    this.rate = rate
    this.clock = now
  }

  /** One step of the clock: believed as far as real time and speed allow. */
  step (time, rate, now) {
    if (this.start === null) return
    const moved = time - this.last
    const allowed = Math.max(0, now - this.clock) / 1000 * Math.max(rate, this.rate) + SLACK
    if (moved < 0 || moved > allowed) {
      this.open(time, rate, now)
      return
    }
    this.last = time
    this.rate = rate
    this.clock = now
  }

  close () {
    if (this.start !== null && this.last > this.start) {
      const before = this.closed.at(-1)
      if (before && before[1] === this.start && !this.sent.includes(before)) before[1] = this.last
      else this.closed.push([this.start, this.last])
    }
    this.start = this.last = null
  }

  /** All that is not yet acknowledged, the stretch now playing included. */
  take () {
    const { last, rate, clock, start } = this
    this.close()
    if (start !== null) this.open(last, rate, clock)
    this.sent = this.closed.slice()
    return this.sent
  }

  acknowledge (batch) {
    this.closed = this.closed.filter((stretch) => !batch.includes(stretch))
    this.sent = []
  }
}

const inWords = (seconds, words) => {
  const minutes = Math.floor(seconds / 60)
  const rest = Math.floor(seconds % 60)
  const parts = []
  if (minutes) parts.push(minutes === 1 ? words.wordsMinute : words.wordsMinutes.replace('%(n)s', minutes))
  if (rest || !minutes) parts.push(rest === 1 ? words.wordsSecond : words.wordsSeconds.replace('%(n)s', rest))
  return parts.join(' ')
}

class Player {
  constructor (box) {
    this.box = box
    this.video = box.querySelector('video')
    this.words = box.dataset
    this.bar = box.querySelector('[data-seen-bar]')
    this.barWords = box.querySelector('[data-seen-words]')
    this.note = box.querySelector('[data-film-note]')
    this.stretches = new Stretches()
    this.seen = Number(box.dataset.seen)
    this.needed = Number(box.dataset.needed)
    this.total = Number(box.dataset.total)
    this.done = 'done' in box.dataset
    this.begun = false
    this.inFlight = false
    this.again = false
    this.expired = false
    this.seq = 0
    this.quiet = 0
    this.played = 0
    this.timer = null

    this.resume()
    this.chooseSpeed()
    if (box.dataset.beatsUrl) this.listen()
    if (!this.done && this.seen) this.showSeen()
  }

  resume () {
    const at = Number(this.box.dataset.position)
    if (!(at > 2)) return
    const seek = () => {
      if (this.begun || at > this.video.duration - 3) return
      this.video.currentTime = at
      const time = `${Math.floor(at / 60)}:${String(Math.floor(at % 60)).padStart(2, '0')}`
      this.say(this.words.wordsResume.replace('%(time)s', time))
    }
    if (this.video.readyState >= 1) seek()
    else this.video.addEventListener('loadedmetadata', seek, { once: true })
  }

  chooseSpeed () {
    const select = this.box.querySelector('[data-speed]')
    select.addEventListener('change', () => {
      this.video.defaultPlaybackRate = this.video.playbackRate = Number(select.value)
    })
    this.video.addEventListener('ratechange', () => {
      const option = [...select.options].find((each) => Number(each.value) === this.video.playbackRate)
      if (option) select.value = option.value
    })
  }

  listen () {
    const { video } = this
    const now = () => performance.now()
    const playing = () => !video.paused && !video.seeking && !video.ended
    const step = () => this.stretches.step(video.currentTime, video.playbackRate, now())

    video.addEventListener('play', () => {
      if (this.begun) return
      this.begun = true
      this.beat()
    })
    video.addEventListener('playing', () => {
      if (this.stretches.start === null) this.stretches.open(video.currentTime, video.playbackRate, now())
    })
    video.addEventListener('timeupdate', () => {
      if (!playing()) return
      if (this.stretches.start === null) this.stretches.open(video.currentTime, video.playbackRate, now())
      else step()
      this.pulse()
    })
    video.addEventListener('ratechange', () => { if (playing()) step() })
    video.addEventListener('seeking', () => { this.stretches.close() })
    video.addEventListener('seeked', () => {
      if (playing()) this.stretches.open(video.currentTime, video.playbackRate, now())
      this.beat()
    })
    for (const stop of ['pause', 'ended']) {
      video.addEventListener(stop, () => {
        if (!video.seeking) step()
        this.stretches.close()
        this.beat()
      })
    }
    document.addEventListener('visibilitychange', () => {
      if (document.visibilityState === 'hidden') this.last()
    })
    addEventListener('pagehide', () => this.last())
    addEventListener('online', () => this.beat())
  }

  /** While the film plays a beat is never further away than ten seconds. */
  pulse () {
    if (this.timer === null) this.later(BEAT)
  }

  later (delay) {
    clearTimeout(this.timer)
    this.timer = setTimeout(() => { this.timer = null; this.beat() }, delay)
  }

  body (stretches) {
    const rounded = stretches.map(([start, end]) => [Math.round(start * 1000) / 1000, Math.round(end * 1000) / 1000])
    return JSON.stringify({ ticket: this.words.ticket, seq: this.seq++, position: this.video.currentTime, intervals: rounded })
  }

  async beat () {
    if (!this.begun || this.expired) return
    if (this.inFlight) { this.again = true; return }
    this.inFlight = true
    this.again = false
    const batch = this.stretches.take()
    try {
      const reply = await fetch(this.words.beatsUrl, {
        method: 'POST',
        credentials: 'same-origin',
        headers: { 'Content-Type': 'application/json' },
        body: this.body(batch),
        signal: AbortSignal.timeout?.(20000)
      })
      if (reply.status === 403) {
        this.expired = true
        const { message } = await reply.json().catch(() => ({}))
        this.say(message || this.words.wordsExpired)
      } else if (reply.ok) {
        const news = await reply.json()
        this.stretches.acknowledge(batch)
        this.played += batch.reduce((sum, [start, end]) => sum + end - start, 0)
        this.hear(news)
      } else {
        this.retry()
      }
    } catch {
      this.retry()
    }
    this.inFlight = false
    if (this.again) this.beat()
  }

  retry () {
    if (navigator.onLine === false) this.say(this.words.wordsKept)
    this.later(BEAT)
  }

  hear (news) {
    this.quiet = news.seen > this.seen ? 0 : this.quiet + 1
    const first = news.done && !this.done
    Object.assign(this, { seen: news.seen, needed: news.needed, total: news.total })
    this.done = this.done || news.done
    if (this.note.textContent && this.note.textContent === this.words.wordsKept) this.say('')
    this.showSeen(news.message)
    if (first) this.finish(news.message)
    // All was played but the server's clock is not there yet: ask again until it is.
    const played = Number(this.words.seen) + this.played
    if (!this.done && this.video.paused && Math.max(played, news.seen) >= news.needed && this.quiet < 60) this.later(WAIT)
  }

  showSeen (message) {
    if (!this.bar) return
    this.bar.max = this.total || 1
    this.bar.value = Math.min(this.seen, this.total)
    if (this.done) this.barWords.textContent = this.words.wordsDone
    else this.barWords.textContent = message || this.words.wordsSeen.replace('%(seen)s', inWords(this.seen, this.words)).replace('%(total)s', inWords(this.total, this.words))
  }

  finish (message) {
    const go = document.querySelector('[data-continue]')
    if (go?.dataset.href) {
      go.href = go.dataset.href
      for (const name of ['aria-disabled', 'aria-describedby', 'role', 'tabindex']) go.removeAttribute(name)
    }
    const why = document.querySelector('[data-why]')
    if (why) why.textContent = message || this.words.wordsDone
    const announcer = document.querySelector('[data-announce]')
    if (announcer) announcer.textContent = message || this.words.wordsDone
  }

  /** The page may go away: a last beat that outlives it. It is kept as well, in case it stays. */
  last () {
    if (!this.begun || this.expired) return
    this.stretches.step(this.video.currentTime, this.video.playbackRate, performance.now())
    const body = new Blob([this.body(this.stretches.take())], { type: 'application/json' })
    navigator.sendBeacon(this.words.beatsUrl, body)
  }

  say (words) {
    if (this.note.textContent !== words) this.note.textContent = words
  }
}

for (const box of document.querySelectorAll('.cg-film')) new Player(box)
