package house

// Put lets a test fill a mailbox.
func (s *Subscription) Put(e Event) { s.put(e) }
