package run

import "time"

// effects counts the commands that one key has set off, directly or by the
// messages of others of them. As long as some run, and for at most keyPatience,
// the next key waits: it is meant for what the last one leads to. All but tell
// is called by the loop.
type effects struct {
	key   int // counts keys, from one
	open  int // commands of the present key that run
	armed bool
	timer *time.Timer
	ended chan int // keys whose command has ended
}

// noKey is what commands belong to that no key has set off.
const noKey = 0

// begin says that a key is being handled.
func (e *effects) begin() {
	e.key++
	e.open, e.armed = 0, true
	e.timer.Reset(keyPatience)
}

// settle says that the key has been handled; most set nothing off.
func (e *effects) settle() {
	if e.open == 0 {
		e.armed = false
		e.timer.Stop()
	}
}

// add counts a command in and says which key it belongs to.
func (e *effects) add() int {
	if !e.armed {
		return noKey
	}
	e.open++
	return e.key
}

// end counts a command of a key out; those of earlier keys count no longer.
func (e *effects) end(of int) {
	if of != e.key || e.open == 0 {
		return
	}
	e.open--
	e.settle()
}

// expire stops waiting.
func (e *effects) expire() { e.open, e.armed = 0, false }

// tell says from a command's goroutine that it has ended.
func (e *effects) tell(of int, over <-chan struct{}) {
	select {
	case e.ended <- of:
	case <-over:
	}
}
