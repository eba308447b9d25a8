package house_test

import "slices"

// deedsWithTools are the methods of the tools, each in the file of its tool.
func deedsWithTools() []deed {
	return slices.Concat(
		deedsWithRights(),
		deedsWithNotices(),
		deedsWithWiki(),
		deedsWithFiles(),
		deedsWithCalendar(),
		deedsWithSlots(),
		deedsWithPolls(),
		deedsWithBookmarks(), deedsWithSteps(),
		deedsWithBlog(),
		deedsWithTasks(),
		deedsWithUpcoming(),
		deedsWithClone(),
		deedsWithSuccession(),
		deedsWithArchive(),
		deedsWithCards(),
		deedsWithCounts(),
		deedsWithContracts(),
		deedsWithLetters(),
		deedsWithContacts(),
		deedsWithSessions(),
		deedsWithVisits(),
		deedsWithHandover(),
		deedsWithNotebooks(),
		deedsWithKeeping(),
		deedsWithSelf(),
		deedsWithRules(),
		deedsWithMail(),
		deedsWithFloorDesk(),
		deedsWithReports(),
		deedsWithDoors(),
	)
}
