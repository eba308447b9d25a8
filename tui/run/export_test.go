package run

// DrawFirst makes a session draw before it marks the screen as stale, the order
// that loses the last frame.
func DrawFirst(o *Options) { o.drawFirst = true }
