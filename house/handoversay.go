package house

// What front ends say: keys of sentences, so that screens and commands say the same.

// KindName names what a colleague is here for.
func (p Colleague) KindName() string {
	if p.Kind == "" {
		return "counsellor"
	}
	return string(p.Kind)
}

// AloneKey is the sentence where whoever counselled has left.
func (c Colleagues) AloneKey() string {
	if c.Me == "client" {
		return "handover.alone"
	}
	return "handover.alone.colleague"
}

// ByKey is the sentence that says who counsels; it takes Name.
func (c Colleagues) ByKey() string {
	switch {
	case c.Me == "counsellor":
		return "handover.by.you"
	case c.Counsellor == "":
		return "handover.nobody_yet"
	}
	return "handover.by.name"
}

// SayKey is the sentence of a question for those in the room; it takes Name, By, Names
// and Date. alone tells that whoever counselled has left.
func (o HandoverOffer) SayKey(alone bool) string {
	switch {
	case o.State == HandoverAsked && o.Mine && alone:
		return "handover.wait.colleague.mine"
	case o.State == HandoverAsked:
		return "handover.wait.colleague"
	case o.State == HandoverTaken && o.ForMe && o.Kind == Substitutes:
		return "handover.ask.substitute"
	case o.State == HandoverTaken && o.ForMe && alone:
		return "handover.ask.new"
	case o.State == HandoverTaken && o.ForMe:
		return "handover.ask.handover"
	case o.State == HandoverTaken:
		return "handover.wait.client"
	}
	return "handover.end." + string(o.State)
}

// AskedKeys are the sentences of a question to a colleague outside the room; they take
// Name, By, Floor and Date. byMember tells that a counsellor asks, not a client.
func AskedKeys(state HandoverState, mine, byMember bool) []string {
	switch {
	case mine && (state == HandoverAsked || state == HandoverTaken):
		return []string{"handover.asked.mine"}
	case mine:
		return []string{"handover.asked.mine", "handover.end." + string(state)}
	case state == HandoverAsked && byMember:
		return []string{"handover.asked.for_me"}
	case state == HandoverAsked:
		return []string{"handover.asked.by_client"}
	case state == HandoverTaken:
		return []string{"handover.asked.taken"}
	}
	return []string{"handover.asked.over", "handover.end." + string(state)}
}
