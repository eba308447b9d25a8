package sshserver

import (
	gossh "golang.org/x/crypto/ssh"

	"stockwerk/text"
)

// closed is the sentence for everybody who comes while the doors are shut, "" while
// they are open. It is the same whoever comes and whatever they bring.
func (s *Server) closed() string {
	now := s.house.Closing()
	key := "error.lockdown_closed"
	switch {
	case !now.Shut:
		return ""
	case now.Level < 3:
		key = "error.maintenance"
	}
	return s.both(key) + s.reason(now.Reason)
}

func (s *Server) reason(why string) string {
	if why == "" {
		return ""
	}
	return text.For(s.lang).T("houserules.reason", "Reason", why) + "\n"
}

// greeting is what everybody is shown before they say who they are.
func (s *Server) greeting() string {
	switch now := s.house.Closing(); {
	case now.Shut:
		return s.banner + s.closed()
	case now.Level == 2:
		return s.banner + s.both("error.lockdown_guests") + s.reason(now.Reason)
	case now.Level == 1:
		return s.banner + s.both("error.lockdown_accounts") + s.reason(now.Reason)
	}
	return s.banner
}

// refusal is the one answer to what opens nothing. While the house is closed it says
// that, also to those who would be let in otherwise: so it tells nobody who they are.
func (e *entrance) refusal() error {
	if why := e.s.closed(); why != "" {
		return &gossh.BannerError{Err: errRefused, Message: why}
	}
	return errRefused
}
