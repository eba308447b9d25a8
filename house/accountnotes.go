package house

import (
	"context"
	"time"
)

// maxNotes is how many notes wait for somebody; the oldest give way.
const maxNotes = 10

// note leaves word for a member about their account. The caller stores the row.
func (p *PersonRow) note(key string, at time.Time, args map[string]string) {
	k := settingsOf(*p)
	k.Notes = append(k.Notes, AccountNote{Key: key, Args: args, At: at.Unix()})
	k.Notes = k.Notes[max(len(k.Notes)-maxNotes, 0):]
	p.Settings = k.encode()
}

// SeeNotes forgets the notes up to and with a time, which the member has seen. Who
// may: members.
func (s *Service) SeeNotes(ctx context.Context, a Actor, upto int64) error {
	if err := s.mayHouse(ctx, a, DoOwnData, nil); err != nil {
		return err
	}
	return s.store.InTx(ctx, func(tx Tx) error {
		p, err := s.ownRow(ctx, tx, a.person)
		if err != nil {
			return err
		}
		k := settingsOf(p)
		var left []AccountNote
		for _, n := range k.Notes {
			if n.At > upto {
				left = append(left, n)
			}
		}
		if len(left) == len(k.Notes) {
			return nil
		}
		k.Notes = left
		p.Settings = k.encode()
		return tx.PutPerson(ctx, p)
	})
}

// learn tells the sessions of a person on this node what they are called and are now.
func (s *Service) learn(person PersonID) {
	ctx, cancel := context.WithTimeout(context.Background(), rewatchWithin)
	defer cancel()
	p, err := s.ownRow(ctx, s.store, person)
	if err != nil {
		return // ended, or found at the next deed
	}
	for _, r := range s.hub.living.of(person) {
		r.learn(p.Name, s.actor(p, nil).role)
	}
	s.personChanged(person)
}

// publishStanding is learn on every node. Call it after commit.
func (s *Service) publishStanding(person PersonID) {
	s.hub.bell.ring("n " + string(person))
	s.learn(person)
}
