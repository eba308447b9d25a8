package house_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"stockwerk/house"
)

// withReport gives a deed a report of a word of the owner's in work/desk that lies before
// the floor's admins.
func withReport(do func(ctx context.Context, s *stage, a house.Actor, id house.ReportID) error) func(context.Context, *stage, house.Actor) error {
	return func(ctx context.Context, s *stage, a house.Actor) error {
		if s.report == "" {
			sent, err := s.Post(ctx, s.who["owner"], desk, house.PostSpec{Title: "reported", Text: "reported"})
			if err != nil {
				return err
			}
			r, err := s.Report(ctx, s.who["member"], desk, house.ReportSpec{Posts: []house.MessageID{sent.ID}})
			if err != nil {
				return err
			}
			s.report = r.ID
		}
		return do(ctx, s, a, s.report)
	}
}

// deedsWithReports are the deeds of house/reports*.go and house/sanction*.go.
func deedsWithReports() []deed {
	spec := house.ReportSpec{}
	return []deed{
		{"PreviewReport", inRoom, func(ctx context.Context, s *stage, a house.Actor) error {
			return only(s.PreviewReport(ctx, a, desk, spec))
		}},
		{"Report", inRoom, func(ctx context.Context, s *stage, a house.Actor) error { return only(s.Report(ctx, a, desk, spec)) }},
		{"KeepReports", "houseadmin", func(ctx context.Context, s *stage, a house.Actor) error { return s.KeepReports(ctx, a, 0) }},
		{"Reports", "flooradmin", func(ctx context.Context, s *stage, a house.Actor) error { return only(s.Reports(ctx, a, "work")) }},
		{"Reports", "houseadmin", func(ctx context.Context, s *stage, a house.Actor) error { return only(s.Reports(ctx, a, "house")) }},
		{"ReportFile", "flooradmin", withReport(func(ctx context.Context, s *stage, a house.Actor, id house.ReportID) error {
			return only(s.ReportFile(ctx, a, id))
		})},
		{"AnswerReport", "flooradmin", withReport(func(ctx context.Context, s *stage, a house.Actor, id house.ReportID) error {
			return only(s.AnswerReport(ctx, a, id, ""))
		})},
		{"PassReport", "flooradmin", withReport(func(ctx context.Context, s *stage, a house.Actor, id house.ReportID) error {
			return only(s.PassReport(ctx, a, id, unknown))
		})},
		{"TakeReport", "flooradmin", withReport(func(ctx context.Context, s *stage, a house.Actor, id house.ReportID) error {
			return only(s.TakeReport(ctx, a, id))
		})},
		{"DecideReport", "flooradmin", withReport(func(ctx context.Context, s *stage, a house.Actor, id house.ReportID) error {
			return only(s.DecideReport(ctx, a, id, true, ""))
		})},
		{"MyReports", "visitor " + accounts, func(ctx context.Context, s *stage, a house.Actor) error { return only(s.MyReports(ctx, a)) }},
		{"AppealReport", "member owner", withReport(func(ctx context.Context, s *stage, a house.Actor, id house.ReportID) error {
			return only(s.AppealReport(ctx, a, id, ""))
		})},
		{"Sanction", "flooradmin", func(ctx context.Context, s *stage, a house.Actor) error {
			return only(s.Sanction(ctx, a, "work", house.SanctionSpec{Kind: house.SanctionBan, Name: unknown, For: time.Hour}))
		}},
		{"Sanction", "houseadmin", func(ctx context.Context, s *stage, a house.Actor) error {
			return only(s.Sanction(ctx, a, "house", house.SanctionSpec{Kind: house.SanctionBan, Name: unknown, For: time.Hour}))
		}},
		{"SanctionToll", "flooradmin", func(ctx context.Context, s *stage, a house.Actor) error {
			return only(s.SanctionToll(ctx, a, "work", house.SanctionSpec{Kind: house.SanctionBan, Name: unknown, For: time.Hour}))
		}},
		{"Sanctions", "flooradmin", func(ctx context.Context, s *stage, a house.Actor) error { return only(s.Sanctions(ctx, a, "work")) }},
		{"Sanctions", "houseadmin", func(ctx context.Context, s *stage, a house.Actor) error { return only(s.Sanctions(ctx, a, "house")) }},
		{"LiftSanction", accounts, func(ctx context.Context, s *stage, a house.Actor) error {
			return only(s.LiftSanction(ctx, a, "none")) // error.no_such_sanction, for all who might be asked
		}},
		{"MySanctions", accounts, func(ctx context.Context, s *stage, a house.Actor) error { return only(s.MySanctions(ctx, a)) }},
		{"AppealSanction", accounts, func(ctx context.Context, s *stage, a house.Actor) error {
			return only(s.AppealSanction(ctx, a, "none", ""))
		}},
	}
}

// TestWhoeverIsShutOutMayDoWhatRemainsAndNothingElse tries every deed of the house with
// somebody who moderates the room and runs the floor, before and after they are banned.
func TestWhoeverIsShutOutMayDoWhatRemainsAndNothingElse(t *testing.T) {
	s := newStage(t)
	who := s.member("p-shutout")
	_, err := s.JoinFloor(t.Context(), who, "work")
	s.must(err)
	_, err = s.Invite(t.Context(), s.who["owner"], desk, "p-shutout")
	s.must(err)
	_, err = s.Join(t.Context(), who, desk)
	s.must(err)
	_, err = s.Appoint(t.Context(), s.who["owner"], desk, "p-shutout", true)
	s.must(err)
	_, err = s.SetFloorAdmin(t.Context(), s.who["flooradmin"], "work", "p-shutout", true)
	s.must(err)
	_, err = s.Sanction(t.Context(), s.who["houseadmin"], "house", house.SanctionSpec{Kind: house.SanctionBan, Name: "p-shutout", For: time.Hour, Text: "x"})
	s.must(err)
	out := s.in("p-shutout")
	remains := []string{
		"WhoAmI", "Floors", "Floor", "Subscribe", "Rules", "Passes", "Terms", "Announcements", // what concerns all
		"Settings", "Unlock", "ExportAccount", "ExportZip", "DeleteAccount", "KeepAccount", "MySanctions", "AppealSanction",
	}
	tried := 0
	for _, d := range slices.Concat(deedsInTheHouse(), deedsWithTools(), deedsInARoom()) {
		err := d.do(t.Context(), s, out)
		tried++
		if !denied(err) && !slices.Contains(remains, d.method) {
			t.Errorf("%s: got %v, want it refused", d.method, err)
		}
	}
	if tried < 150 {
		t.Errorf("tried %d deeds only", tried)
	}
}
