package command

// Table is every command there is: what is not here does not exist. Help,
// usage, completion and the manual are made from it. The order is that of help.
func Table() []Spec {
	var all []Spec
	for _, part := range [][]Spec{
		helpTable(), TermsTable(), doorTable(), wordTable(), placeTable(), ticketTable(), accountTable(), MailTable(), FactorTable(), DeviceTable(), RightsTable(), SuccessionTable(),
		FilesTable(), TaskTable(), BlogTable(), BookmarkTable(), CloneTable(),
		NoticeTable(), PollTable(), WikiTable(), CalendarTable(), CardTable(), KeepingTable(), StepTable(),
		ContactTable(), ContractTable(), LetterTable(), SessionTable(), SlotTable(), NotebookTable(), HandoverTable(), VisitTable(),
		StatsTable(), EntryTable(), OfficeTable(),
		HouseRulesTable(), HouseFloorTable(), AnnouncementTable(),
		FloorTable(),
		ReportTable(), SanctionTable(),
	} {
		all = append(all, part...)
	}
	return all
}

// Arguments that many commands take.
var (
	argFloor  = Arg{Name: "CODE"}
	argPlace  = Arg{Name: "PLACE"}
	argPerson = Arg{Name: "@NAME"}
	argID     = Arg{Name: "ID"}
	argText   = Arg{Name: "TEXT", Rest: true, Stdin: true}
)

func helpTable() []Spec {
	return []Spec{
		{
			Name: "help", Args: []Arg{{Name: "COMMAND", Optional: true, Rest: true}},
			Help: "command.help.help", Aside: AsideAlways, run: runHelp,
		},
		{Name: "emergency", Help: "command.help.emergency", Aside: AsideAlways, run: runPage("emergency.title", "emergency.numbers", "emergency.no_crisis_service")},
		{Name: "welcome", Help: "command.help.welcome", Aside: AsideWaiting, run: runPage("ground.welcome.title", "ground.welcome.text")},
		{Name: "rules", Help: "command.help.rules", Aside: AsideWaiting, run: runPage("ground.rules.title", "ground.rules.text")},
		{Name: "how", Help: "command.help.how", Aside: AsideWaiting, run: runPage("ground.how.title", "ground.how.text")},
	}
}

func doorTable() []Spec {
	return []Spec{
		{
			Name: "register", Args: []Arg{{Name: "NAME"}}, For: ForArriving,
			Flags: []Flag{{Name: "accept-terms"}, {"lang", "LANG"}, {Name: "keep-key"}, {"message", "TEXT"}},
			Help:  "command.help.register", run: runRegister,
		},
		{
			Name: "redeem", For: ForArriving, Flags: []Flag{{Name: "accept"}, {"as", "PSEUDONYM"}},
			Help: "command.help.redeem", run: runRedeem,
		},
		{Name: "recover", Args: []Arg{{Name: "NAME"}}, Help: "command.help.recover", run: runRecover},
		{Name: "whoami", Help: "command.help.whoami", Aside: AsideAlways, run: runWhoAmI},
		{Name: "unlock", For: ForInside, Help: "command.help.unlock", Aside: AsideAlways, run: runUnlock},
		{Name: "seal", For: ForInside, Help: "command.help.seal", run: runSeal},
		{Name: "leave", Flags: []Flag{{Name: "for-good"}}, For: ForInside, Help: "command.help.leave", run: runLeave},
	}
}

func wordTable() []Spec {
	ids := Flag{Name: "ids"}
	return []Spec{
		{Name: "news", List: true, For: ForMembers, Help: "command.help.news", run: runNews},
		{
			Name: "read", Args: []Arg{argPlace}, List: true, Flags: []Flag{{Name: "newest"}, {"thread", "ID"}, ids},
			Help: "command.help.read", run: runRead,
		},
		{
			Name: "follow", Args: []Arg{argPlace}, Flags: []Flag{{"after", "SEQ"}, {Name: "until-eof"}, ids},
			For: ForInside, Help: "command.help.follow", run: runFollow,
		},
		{Name: "threads", Args: []Arg{argPlace}, List: true, Help: "command.help.threads", run: runThreads},
		{
			Name: "post", Args: []Arg{{Name: "PLACE/board"}, argText}, For: ForInside,
			Flags: []Flag{{"title", "T"}, {"reply", "ID"}, {"key", "K"}}, Help: "command.help.post", run: runPost,
		},
		{
			Name: "say", Args: []Arg{argPlace, argText}, Flags: []Flag{{"key", "K"}}, For: ForInside,
			Help: "command.help.say", run: runSay,
		},
		{Name: "edit", Args: []Arg{argID, argText}, For: ForInside, Help: "command.help.edit", run: runEdit},
		{Name: "delete", Args: []Arg{argID}, For: ForInside, Help: "command.help.delete", run: runDelete},
		{Name: "pin", Args: []Arg{argID}, Flags: []Flag{{Name: "off"}}, For: ForInside, Help: "command.help.pin", run: runPin},
		{Name: "lock", Args: []Arg{argID}, Flags: []Flag{{Name: "off"}}, For: ForInside, Help: "command.help.lock", run: runLock},
		{
			Name: "mark", Args: []Arg{argPlace}, Flags: []Flag{{Name: "read"}, {Name: "unread"}, {"to", "SEQ"}},
			For: ForInside, Help: "command.help.mark", run: runMark,
		},
		{
			Name: "msg", Args: []Arg{argPerson, argText}, Flags: []Flag{{"key", "K"}}, For: ForMembers,
			Help: "command.help.msg", run: runMsg,
		},
		{Name: "inbox", List: true, For: ForMembers, Help: "command.help.inbox", run: runInbox},
		{
			Name: "search", Args: []Arg{{Name: "WORDS", Rest: true, Stdin: true}}, List: true, For: ForInside,
			Flags: []Flag{{"in", "PLACE"}, {"author", "@NAME"}, {"since", "YYYY-MM-DD"}, ids},
			Help:  "command.help.search", run: runSearch,
		},
		{Name: "draft list", List: true, For: ForInside, Help: "command.help.draft_list", run: runDraftList},
		{Name: "draft show", Args: []Arg{argPlace}, For: ForInside, Help: "command.help.draft_show", run: runDraftShow},
		{
			Name: "draft save", Args: []Arg{argPlace, argText}, Flags: []Flag{{"title", "T"}}, For: ForInside,
			Help: "command.help.draft_save", run: runDraftSave,
		},
		{Name: "draft drop", Args: []Arg{argPlace}, For: ForInside, Help: "command.help.draft_drop", run: runDraftDrop},
	}
}

func placeTable() []Spec {
	revoke := []Flag{{Name: "revoke"}, dryRun}
	person := []Arg{argFloor, argPerson}
	return append([]Spec{
		{Name: "floors", List: true, Help: "command.help.floors", run: runFloors},
		{Name: "floor show", Args: []Arg{argFloor}, For: ForMembers, Help: "command.help.floor_show", run: runFloorShow},
		{
			Name: "floor new", Args: []Arg{argFloor, {Name: "NAME", Rest: true}}, For: ForAdmins,
			Flags: []Flag{{"kind", "KIND"}, {"state", "STATE"}, {"description", "TEXT"}},
			Desk:  DeskHouse, Help: "command.help.floor_new", run: runFloorNew,
		},
		{
			Name: "floor edit", Args: []Arg{argFloor}, For: ForMembers,
			Flags: []Flag{{"name", "NAME"}, {"description", "TEXT"}, {"state", "STATE"}, {"banner", "TEXT"}, {"accent", "COLOUR"}, {"contact", "TEXT"}, {"imprint", "TEXT"}, {"privacy", "TEXT"}, {"language", "LANG"}, {"kind", "KIND"}, dryRun},
			Desk:  DeskFloor, Help: "command.help.floor_edit", run: runFloorEdit,
		},
		{Name: "floor join", Args: []Arg{argFloor}, For: ForMembers, Help: "command.help.floor_join", run: runFloorJoin},
		{Name: "floor leave", Args: []Arg{argFloor}, For: ForMembers, Help: "command.help.floor_leave", run: runFloorLeave},
		{Name: "floor members", Args: []Arg{argFloor}, List: true, For: ForMembers, Desk: DeskFloor, Help: "command.help.floor_members", run: runFloorMembers},
		{Name: "floor admit", Args: person, For: ForMembers, Desk: DeskFloor, Help: "command.help.floor_admit", run: runFloorAdmit},
		{Name: "floor remove", Args: person, Flags: []Flag{dryRun}, For: ForMembers, Desk: DeskFloor, Help: "command.help.floor_remove", run: runFloorRemove},
		{Name: "floor admin", Args: person, Flags: revoke, For: ForMembers, Desk: DeskFloor, Help: "command.help.floor_admin", run: runFloorAdmin},
		{Name: "floor creator", Args: person, Flags: revoke, For: ForMembers, Desk: DeskFloor, Help: "command.help.floor_creator", run: runFloorCreator},
	}, roomTable()...)
}

func roomTable() []Spec {
	place := []Arg{argPlace}
	person := []Arg{argPlace, argPerson}
	return []Spec{
		{Name: "rooms", Args: []Arg{{Name: "FLOOR", Optional: true}}, List: true, Help: "command.help.rooms", run: runRooms},
		{
			Name: "room new", Args: []Arg{{Name: "FLOOR/SLUG"}, {Name: "NAME", Rest: true}}, For: ForMembers,
			Flags: []Flag{{"kind", "KIND"}, {Name: "unlisted"}, {"topic", "TEXT"}, {"template", "NAME"}}, Help: "command.help.room_new", run: runRoomNew,
		},
		{Name: "room show", Args: place, Help: "command.help.room_show", run: runRoomShow},
		{
			Name: "room edit", Args: place, For: ForMembers,
			Flags: []Flag{{"name", "NAME"}, {"topic", "TEXT"}, {"listed", "on|off"}, {"retention", "DAYS|for-ever"}, {"transcript", "DAYS|kept"}, {"visitors", "HOURS"}},
			Help:  "command.help.room_edit", run: runRoomEdit,
		},
		{Name: "room join", Args: place, For: ForMembers, Help: "command.help.room_join", run: onRoom(join)},
		{Name: "room apply", Args: []Arg{argPlace, argText}, For: ForMembers, Help: "command.help.room_apply", run: onRoom(apply)},
		{Name: "room applications", Args: place, List: true, For: ForMembers, Help: "command.help.room_applications", run: runRoomApplications},
		{Name: "room invite", Args: person, For: ForMembers, Help: "command.help.room_invite", run: onRoom(invite)},
		{Name: "room admit", Args: person, For: ForMembers, Help: "command.help.room_admit", run: onRoom(admit)},
		{Name: "room remove", Args: person, For: ForMembers, Help: "command.help.room_remove", run: onRoom(remove)},
		{
			Name: "room moderator", Args: person, Flags: []Flag{{Name: "revoke"}}, For: ForMembers,
			Help: "command.help.room_moderator", run: onRoom(appoint),
		},
		{Name: "room handover", Args: person, For: ForMembers, Help: "command.help.room_handover", run: onRoom(handOver)},
		{Name: "room leave", Args: place, For: ForMembers, Help: "command.help.room_leave", run: runRoomLeave},
		{Name: "room close", Args: place, For: ForMembers, Help: "command.help.room_close", run: onRoom(closeRoom)},
		{Name: "room delete", Args: place, For: ForMembers, Help: "command.help.room_delete", run: runRoomDelete},
		{Name: "members", Args: place, List: true, For: ForInside, Help: "command.help.members", run: runMembers},
		{Name: "present", Args: place, List: true, For: ForInside, Help: "command.help.present", run: runPresent},
	}
}

func ticketTable() []Spec {
	return []Spec{
		{
			Name: "ticket new", Args: []Arg{argPlace}, For: ForMembers,
			Flags: []Flag{{"label", "L"}, {"valid", "72h"}, {"as", "PSEUDONYM"}, {Name: "read-only"}, {Name: "no-return"}, {Name: "wait"}},
			Help:  "command.help.ticket_new", run: runTicketNew,
		},
		{Name: "ticket list", Args: []Arg{argPlace}, List: true, For: ForMembers, Help: "command.help.ticket_list", run: runTicketList},
		{Name: "ticket revoke", Args: []Arg{argID}, For: ForMembers, Help: "command.help.ticket_revoke", run: runTicketRevoke},
		{
			Name: "ticket letin", Args: []Arg{argPlace, {Name: "NAME|ID"}}, For: ForMembers,
			Help: "command.help.ticket_letin", run: runTicketLetIn,
		},
		{
			Name: "ticket member", Args: []Arg{argPlace, {Name: "NAME|ID"}}, Flags: []Flag{{Name: "undo"}}, For: ForMembers,
			Help: "command.help.ticket_member", run: runTicketMember,
		},
		{
			Name: "ticket membership", Flags: []Flag{{"label", "L"}}, For: ForAdmins,
			Desk: DeskHouse, Help: "command.help.ticket_membership", run: runTicketMembership,
		},
		{
			Name: "ticket activation", Args: []Arg{argPerson}, For: ForAdmins,
			Desk: DeskHouse, Help: "command.help.ticket_activation", run: runTicketActivation,
		},
	}
}

func accountTable() []Spec {
	return []Spec{
		{Name: "account show", For: ForMembers, Desk: DeskAccount, Help: "command.help.account_show", Aside: AsideWaiting, run: runAccountShow},
		{
			Name: "account settings", For: ForMembers,
			Flags: []Flag{
				{"lang", "de|de-du|en"},
				{"bell", "never|mentions|all"},
				{"linear", "on|off"},
				{"mouse", "on|off"},
				{"from", "all|shared"},
				{"ask", "on|off"},
				{"absent", "on|off"},
			},
			Desk: DeskAccount, Help: "command.help.account_settings", run: runAccountSettings,
		},
		{Name: "account keys list", List: true, For: ForMembers, Desk: DeskAccount, Help: "command.help.account_keys_list", run: runKeysList},
		{
			Name: "account keys add", Args: []Arg{{Name: "NAME", Optional: true, Rest: true}}, Flags: []Flag{{Name: "this"}},
			For: ForMembers, Desk: DeskAccount, Help: "command.help.account_keys_add", run: runKeysAdd,
		},
		{
			Name: "account keys remove", Args: []Arg{{Name: "FINGERPRINT"}}, For: ForMembers,
			Desk: DeskAccount, Help: "command.help.account_keys_remove", run: runKeysRemove,
		},
		{Name: "account password", For: ForMembers, Desk: DeskAccount, Help: "command.help.account_password", run: runAccountPassword},
		{Name: "account recovery", For: ForMembers, Desk: DeskAccount, Help: "command.help.account_recovery", run: runAccountRecovery},
		{
			Name: "account export", Flags: []Flag{{"format", "text|json|markdown|zip"}}, For: ForMembers, Desk: DeskAccount,
			Help: "command.help.account_export", Aside: AsideAlways, run: runAccountExport,
		},
		{Name: "account delete", For: ForMembers, Desk: DeskAccount, Help: "command.help.account_delete", Aside: AsideAlways, run: runAccountDelete},
		{Name: "account keep", For: ForMembers, Desk: DeskAccount, Help: "command.help.account_keep", Aside: AsideAlways, run: runAccountKeep},
		{Name: "block", Args: []Arg{argPerson}, For: ForMembers, Desk: DeskAccount, Help: "command.help.block", run: runBlock},
		{Name: "unblock", Args: []Arg{argPerson}, For: ForMembers, Desk: DeskAccount, Help: "command.help.unblock", run: runUnblock},
		{Name: "blocked", List: true, For: ForMembers, Desk: DeskAccount, Help: "command.help.blocked", run: runBlocked},
	}
}
