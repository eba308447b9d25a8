package house

import (
	"bytes"
	"context"
	"slices"
	"strconv"
	"time"

	"stockwerk/vault"
)

// ProposeContract writes the next version of a room's contract. It is accepted by
// its author at once and waits for the others, for whom it is news. Who may: those
// who may write with the tool, on both sides.
func (s *Service) ProposeContract(ctx context.Context, a Actor, place string, e ContractEdit) (Contract, error) {
	in, err := s.enterTool(ctx, a, place, ToolContract, LevelWrite)
	if err != nil {
		return Contract{}, err
	}
	var mine AnswerRow
	var last int64 // of what was looked at
	version := 0
	m := outgoing{kind: KindContract, key: e.Key, do: in.do}
	m.ready = func(ctx context.Context, in access, k *vault.RoomKey, m *outgoing, row MessageRow) error {
		if version, last, err = s.nextVersion(ctx, in, e.Base); err != nil {
			return err
		}
		d, err := s.proposal(ctx, in, e)
		if err != nil {
			return err
		}
		m.words.Text, m.words.For = d.Goal, in.othersHere()
		if err := m.words.put(d.data(version)); err != nil {
			return err
		}
		mine, err = s.sealAnswer(k, row.ID, string(in.actor.person), s.replyTo(in, true, ""))
		return err
	}
	m.within = func(ctx context.Context, tx Tx) error {
		if err := noneSince(ctx, tx, in.room.ID, last, errRace); err != nil {
			return err
		}
		return tx.PutAnswer(ctx, mine)
	}
	sent, err := s.insert(ctx, in, m)
	if err != nil {
		return Contract{}, err
	}
	if !sent.Repeat {
		s.tell(ctx, in, "event.contract_proposed", map[string]string{"Name": a.Name(), "N": strconv.Itoa(version)})
	}
	all, err := s.Contracts(ctx, a, place)
	for _, c := range all {
		if c.ID == sent.ID {
			return c, nil
		}
	}
	return Contract{}, noMessage(err)
}

// proposal is the newest version that the author can read, with what they change.
func (s *Service) proposal(ctx context.Context, in access, e ContractEdit) (ContractTerms, error) {
	all, err := s.contracts(ctx, in)
	if err != nil {
		return ContractTerms{}, err
	}
	var before ContractTerms
	if len(all) > 0 {
		before = all[len(all)-1].ContractTerms
	}
	return e.onto(before, s.clock())
}

// nextVersion numbers a proposal. All versions count, those too that the author
// cannot read, and last is the place of the newest.
func (s *Service) nextVersion(ctx context.Context, in access, base int) (version int, last int64, err error) {
	rows, err := s.store.Messages(ctx, MessageQuery{Room: in.room.ID, Kinds: []MessageKind{KindContract}, Newest: true, Limit: 10 * mostVersions})
	if err != nil {
		return 0, 0, err
	}
	for _, row := range rows {
		if row.ReplyTo == "" { // else it is a line about a version
			version, last = version+1, row.Seq
		}
	}
	if base > 0 && base != version {
		return 0, 0, Errorf(Conflict, "error.contract_newer", "N", version)
	}
	if version >= mostVersions {
		return 0, 0, Errorf(Invalid, "error.contract_many", "Max", mostVersions)
	}
	return version + 1, last, nil
}

// noneSince gives err when a version was proposed after that place.
func noneSince(ctx context.Context, r Reader, room RoomID, after int64, err error) error {
	rows, failed := r.Messages(ctx, MessageQuery{Room: room, Kinds: []MessageKind{KindContract}, After: after, Limit: 1000})
	if failed != nil {
		return failed
	}
	if slices.ContainsFunc(rows, func(row MessageRow) bool { return row.ReplyTo == "" }) {
		return err
	}
	return nil
}

// othersHere are all in the room but the actor.
func (in access) othersHere() []PersonID {
	var out []PersonID
	for id, row := range in.state.roster {
		if row.State == stateJoined && id != in.actor.person {
			out = append(out, id)
		}
	}
	slices.Sort(out)
	return out
}

func (s *Service) replyTo(in access, yes bool, reason string) contractReply {
	return contractReply{
		Yes: yes, Reason: reason, At: s.clock().UTC().Truncate(time.Millisecond), Client: !in.me.counsels(),
		By: visitorName(in.me, in.actor.Name()),
	}
}

// AcceptContract accepts a version, which is named so that nobody agrees to what
// they have not read: when a newer one was proposed it is refused with
// error.contract_newer. Of several who accept at once each counts, and the last one
// needed makes it agreed. Who may: those who may write with the tool.
func (s *Service) AcceptContract(ctx context.Context, a Actor, place string, version int) (Contract, error) {
	return s.answerContract(ctx, a, place, version, true, "")
}

// RefuseContract says no to a version, with a reason that may be "". Once it is
// agreed it holds until a newer one is: error.contract_agreed. Who may: those who
// may write with the tool.
func (s *Service) RefuseContract(ctx context.Context, a Actor, place string, version int, reason string) (Contract, error) {
	return s.answerContract(ctx, a, place, version, false, reason)
}

func (s *Service) answerContract(ctx context.Context, a Actor, place string, version int, yes bool, reason string) (Contract, error) {
	in, err := s.enterTool(ctx, a, place, ToolContract, LevelWrite)
	if err != nil {
		return Contract{}, err
	}
	if reason, err = optionalText(reason, MaxTerm); err != nil {
		return Contract{}, err
	}
	c, err := s.answerable(ctx, in, version, yes)
	if err != nil {
		return Contract{}, err
	}
	again, agreed, err := s.putReply(ctx, in, c, yes, reason)
	if err != nil {
		return Contract{}, err
	}
	if !again {
		s.tellAnswered(ctx, in, c, yes, agreed)
	}
	return s.Contract(ctx, a, place, version)
}

// answerable finds the version that somebody answers to.
func (s *Service) answerable(ctx context.Context, in access, version int, yes bool) (Contract, error) {
	all, err := s.contracts(ctx, in)
	if err != nil {
		return Contract{}, err
	}
	slices.Reverse(all)
	if version <= 0 && len(all) > 0 {
		return Contract{}, Errorf(Invalid, "error.contract_which", "N", all[0].Version)
	}
	c, err := versionOf(all, version)
	switch {
	case err != nil:
		return c, err
	case !c.Newest:
		return c, Errorf(Conflict, "error.contract_newer", "N", all[0].Version)
	case !yes && c.State == ContractAgreed:
		return c, Errorf(Conflict, "error.contract_agreed", "N", c.Version)
	}
	return c, nil
}

// putReply stores an answer. Versions and answers are compared inside the
// transaction with those that were looked at, so that of several at once exactly one
// makes the version agreed. again tells that the same was said before.
func (s *Service) putReply(ctx context.Context, in access, c Contract, yes bool, reason string) (again, agreed bool, err error) {
	var seen []AnswerRow
	rows := func(k *vault.RoomKey) ([]AnswerRow, error) {
		st, err := s.state(ctx, in.room.ID) // another try asks who is there anew
		if err != nil {
			return nil, err
		}
		in.state, in.me = st, st.roster[in.actor.person]
		if seen, err = s.store.Answers(ctx, in.room.ID, c.ID); err != nil {
			return nil, err
		}
		replies, err := s.contractReplies(ctx, in, seen)
		if err != nil {
			return nil, err
		}
		old, said := replies[in.actor.person]
		again = said && old.Yes == yes && (yes || old.Reason == reason)
		_, before := in.contractSides().missing(replies)
		if before && !yes {
			return nil, Errorf(Conflict, "error.contract_agreed", "N", c.Version)
		}
		replies[in.actor.person] = s.replyTo(in, yes, reason)
		_, now := in.contractSides().missing(replies)
		agreed = now && !before
		row, err := s.sealAnswer(k, c.ID, string(in.actor.person), replies[in.actor.person])
		return []AnswerRow{row}, err
	}
	err = s.answer(ctx, in, c.ID, rows, func(ctx context.Context, tx Tx, entry MessageRow, rows []AnswerRow) error {
		if err := noneSince(ctx, tx, in.room.ID, entry.Seq, Errorf(Conflict, "error.contract_newer", "N", c.Version+1)); err != nil {
			return err
		}
		now, err := tx.Answers(ctx, in.room.ID, c.ID)
		if err != nil {
			return err
		}
		if !slices.EqualFunc(now, seen, func(x, y AnswerRow) bool { return x.Slot == y.Slot && bytes.Equal(x.Body, y.Body) }) {
			return errRace
		}
		if again {
			return nil
		}
		return tx.PutAnswer(ctx, rows[0])
	})
	return again, agreed, err
}

// tellAnswered writes a line about a version that is news for the others, and one
// in the room when it is agreed. It is best effort: what was said is kept.
func (s *Service) tellAnswered(ctx context.Context, in access, c Contract, yes, agreed bool) {
	key := "event.contract_refused"
	if yes {
		key = "event.contract_accepted"
	}
	args := map[string]string{"Name": in.actor.Name(), "N": strconv.Itoa(c.Version)}
	_, err := s.insert(ctx, in, outgoing{kind: KindContract, replyTo: c.ID, do: in.do, words: words{
		Event: &EventLine{Key: key, Args: args}, For: in.othersHere(),
	}})
	if err != nil {
		s.log.Warn("news of a contract not written", "kind", string(KindOf(err)))
	}
	if agreed {
		s.tell(ctx, in, "event.contract_agreed", map[string]string{"N": strconv.Itoa(c.Version)})
	}
}
