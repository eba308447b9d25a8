package house

// Elsewhere tells whether another node said that the person is connected there.
func Elsewhere(s *Service, a Actor) bool { return s.elsewhere.knows(a.person, s.clock()) }
