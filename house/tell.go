package house

import "context"

// tell writes a line of the house's own into a room (somebody joined, left,
// came by a ticket). It is best effort: the deed it speaks of is done, and an
// actor whose rooms are locked has no key to seal the line with.
func (s *Service) tell(ctx context.Context, in access, key string, args map[string]string) {
	in.do = "" // who handed a room over has no right to do so any more, and is told of all the same
	if err := s.writeEvent(ctx, in, EventLine{Key: key, Args: args}); err != nil && !IsKey(err, "error.locked") {
		s.log.Warn("event line not written", "kind", string(KindOf(err)))
	}
}
