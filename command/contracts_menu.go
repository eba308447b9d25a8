package command

import (
	"context"
	"strconv"
	"strings"

	"stockwerk/house"
)

// contract is the menu of a counselling's contract: it begins with what holds and
// what waits for an answer.
func (l *linear) contract(ctx context.Context, place string) error {
	return l.menu(ctx, l.back(), func(ctx context.Context) (string, []choice, error) {
		all, err := l.e.House.Contracts(ctx, l.e.Actor, place)
		if err != nil {
			return "", nil, err
		}
		say := l.e.say()
		var choices []choice
		lines := []string{say.T("contract.status.none")}
		if len(all) > 0 {
			lines = nil
			for _, v := range all {
				if v.Newest || v.Version == v.Holds {
					lines = append(lines, l.e.contractLine(contractOf(v)))
				}
			}
			now := all[0]
			version := " --version=" + strconv.Itoa(now.Version)
			if now.Mine {
				choices = append(choices, choice{say.T("command.linear.contract.accept", "N", now.Version), func(ctx context.Context) error {
					return l.command(ctx, "contract accept "+quote(place)+version)
				}})
			}
			if now.State != house.ContractAgreed && !now.Own {
				choices = append(choices, choice{say.T("command.linear.contract.refuse", "N", now.Version), func(ctx context.Context) error {
					return l.refuse(ctx, place, version)
				}})
			}
		}
		for _, v := range all {
			choices = append(choices, choice{say.T("command.linear.contract.read", "N", v.Version), func(ctx context.Context) error {
				return l.command(ctx, "contract show "+quote(place)+" --version="+strconv.Itoa(v.Version))
			}})
		}
		choices = append(choices, choice{say.T("command.linear.do.contract_propose"), func(ctx context.Context) error {
			return l.proposeContract(ctx, place, all)
		}})
		return strings.Join(lines, "\n"), choices, nil
	})
}

func (l *linear) refuse(ctx context.Context, place, version string) error {
	reason, err := l.e.answer(ctx, l.e.say().T("command.linear.contract.reason")+" ", true)
	if err != nil {
		return err
	}
	words := "contract refuse " + quote(place) + version
	if reason = strings.TrimSpace(reason); reason != "" {
		words += " -- " + quote(reason)
	}
	return l.command(ctx, words)
}

// proposeContract asks for the fields one by one; what is left empty stays.
func (l *linear) proposeContract(ctx context.Context, place string, all []house.Contract) error {
	say := l.e.say()
	var before house.ContractTerms
	if len(all) > 0 {
		before = all[0].ContractTerms
	}
	l.print(say.T("command.linear.contract.keep"))
	var words []string
	for _, f := range before.Fields() {
		label := say.T("contract.field." + f.Name)
		if f.Name == "review" || f.Name == "substitute" {
			l.print(say.T("contract.form." + f.Name))
			on, err := l.pick(ctx, []string{"yes", "no"})
			if err != nil {
				return err
			}
			if on != "" {
				words = append(words, "--"+f.Name+"="+on)
			}
			continue
		}
		value, err := l.e.answer(ctx, say.T("command.linear.contract.ask", "Label", label, "Value", short(l.e.contractValue(f)))+" ", true)
		if err != nil {
			return err
		}
		switch value = strings.TrimSpace(value); {
		case value == "":
			continue
		case value == "-" && f.Words():
			value = ""
		case value == "-":
			value = "none"
		}
		words = append(words, "--"+f.Name+"="+value)
	}
	return l.command(ctx, line("contract propose", append([]string{place}, words...)))
}
