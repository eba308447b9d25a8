package house

import "slices"

// Me is the actor's own line of the roster; ok is false for who only reads.
func (c Consultation) Me() (p StepPerson, ok bool) {
	i := slices.IndexFunc(c.Roster, func(p StepPerson) bool { return p.Me })
	if i < 0 {
		return StepPerson{}, false
	}
	return c.Roster[i], true
}

// Last tells whether this is the last step, after which it ends.
func (c Consultation) Last() bool { return c.Step == c.Of }

// TodoKey is the key of the sentence that says what the actor has to do now, "" for
// nothing to say; it takes Names (who is missing), Name (who moderates) and Days.
func (c Consultation) TodoKey() string {
	me, _ := c.Me()
	switch {
	case c.Step == 0:
		return c.beforeKey()
	case !c.Going:
		return ""
	case c.Late && c.MayEnd:
		return "steps.todo.limit"
	case c.Leads && c.Suggest == "all" && c.Last():
		return "steps.todo.end"
	case c.Leads && c.Suggest == "all":
		return "steps.todo.next"
	case c.Moderator == "" && c.MayTakeOver:
		return "steps.todo.nobody"
	case me.Missing && c.Writes:
		return "steps.todo.write"
	case c.Leads && c.Suggest == "time":
		return "steps.todo.time"
	case c.Leads:
		return "steps.todo.missing"
	case c.MayTakeOver:
		return "steps.todo.takeover"
	case c.Silent && me.Me:
		return "steps.todo.silent"
	case c.Suggest == "all":
		return "steps.todo.moderator"
	case me.Turn:
		return "steps.todo.others"
	}
	return "steps.todo.read"
}

func (c Consultation) beforeKey() string {
	switch {
	case c.MayStart && c.People < 2:
		return "steps.todo.invite"
	case c.MayStart:
		return "steps.todo.start"
	}
	return "steps.todo.wait"
}
