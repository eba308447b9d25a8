package house

import "context"

// colleagueTerms is what both sides agreed on about colleagues.
type colleagueTerms struct {
	version    int  // of the contract; 0 = none is agreed on
	substitute bool // one may come in during an absence
	review     bool // colleagues may be asked in a side room, drafts shown to them
}

// terms reads them from the agreed contract.
func (s *Service) terms(ctx context.Context, in access) (colleagueTerms, error) {
	c, agreed, err := s.agreedContract(ctx, in)
	if err != nil || !agreed {
		return colleagueTerms{}, err
	}
	return colleagueTerms{version: c.Version, substitute: c.Substitute, review: c.Review}, nil
}
