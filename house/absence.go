package house

import "context"

// Away tells whether a member has said that they are away for a while. Who
// may: members whose private messages the other takes; to all others nobody is
// away.
func (s *Service) Away(ctx context.Context, a Actor, name string) (bool, error) {
	if err := s.mayHouse(ctx, a, DoWriteDirect, nil); err != nil {
		return false, err
	}
	other, err := s.memberByName(ctx, s.store, name)
	if err != nil {
		return false, err
	}
	if err := s.takesFrom(ctx, other, a.person); err != nil {
		if IsKey(err, "error.blocked") {
			err = nil
		}
		return false, err
	}
	return settingsOf(other).Absence, nil
}
