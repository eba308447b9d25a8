package kit

import (
	"context"

	"stockwerk/house"
)

// reports are the ways of words to moderators, and who is kept from what.
type reports interface {
	PreviewReport(ctx context.Context, a house.Actor, place string, spec house.ReportSpec) (house.ReportPreview, error)
	Report(ctx context.Context, a house.Actor, place string, spec house.ReportSpec) (house.ReportPreview, error)
	Reports(ctx context.Context, a house.Actor, of string) ([]house.ReportLine, error)
	ReportFile(ctx context.Context, a house.Actor, id house.ReportID) (house.ReportFile, error)
	TakeReport(ctx context.Context, a house.Actor, id house.ReportID) (house.ReportFile, error)
	AnswerReport(ctx context.Context, a house.Actor, id house.ReportID, text string) (house.ReportFile, error)
	DecideReport(ctx context.Context, a house.Actor, id house.ReportID, upheld bool, text string) (house.ReportFile, error)
	PassReport(ctx context.Context, a house.Actor, id house.ReportID, name string) (house.ReportFile, error)
	MyReports(ctx context.Context, a house.Actor) ([]house.ReportLine, error)
	AppealReport(ctx context.Context, a house.Actor, id house.ReportID, text string) (house.ReportLine, error)

	Sanction(ctx context.Context, a house.Actor, of string, spec house.SanctionSpec) (house.Sanction, error)
	SanctionToll(ctx context.Context, a house.Actor, of string, spec house.SanctionSpec) (house.Toll, error)
	LiftSanction(ctx context.Context, a house.Actor, id house.SanctionID) (house.Sanction, error)
	Sanctions(ctx context.Context, a house.Actor, of string) ([]house.Sanction, error)
	MySanctions(ctx context.Context, a house.Actor) ([]house.Sanction, error)
	AppealSanction(ctx context.Context, a house.Actor, id house.SanctionID, text string) (house.Sanction, error)
}
