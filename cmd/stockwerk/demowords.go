package main

import (
	"time"

	"stockwerk/house"
)

// Everybody and everything here is made up.

// demoPeople live in a demo house; the first is its admin.
var demoPeople = []struct {
	name, about string
	client      bool
}{
	{"hausleitung", "admin of the house and its floors", false},
	{"anna.k", "counsellor with a running counselling", false},
	{"berta.m", "counsellor with an overdue enquiry; gives the case in the peer consultation", false},
	{"carlo.f", "counsellor; moderates the peer consultation", false},
	{"david.w", "colleague", false},
	{"elif.t", "colleague", false},
	{"frida.n", "colleague, away at the moment", false},
	{"gerda.b", "client of anna.k", true},
}

var demoFloors = []house.FloorSpec{
	{Code: "rat", Name: "Beratungsstelle Lindenhof", Description: "Beratung für Familien, Paare und Einzelne. Alle Menschen hier sind erfunden.", State: house.FloorOpen},
	{Code: "kolleg", Name: "Kollegiale Beratung", Description: "Hier bringen Fachleute Fälle ein und beraten sich gegenseitig. Alles ist erfunden.", State: house.FloorOpen, Kind: house.FloorNetwork},
}

const demoTeamNote = "Wir sind drei Beraterinnen und Berater und lesen jeden Werktag. Sie müssen nichts wissen und nichts vorbereiten."

// demoCards are the cards of the counsellors.
var demoCards = []struct {
	name, offer, qualification, fee, hours string
	methods, languages                     []string
	answer                                 time.Duration
	capacity                               int
}{
	{
		"anna.k", "Familien und Paare in Zeiten, in denen sich alles ändert: Trennung, Umzug, ein neues Kind, ein Abschied.", "Dipl.-Sozialpädagogin, systemische Beraterin", "kostenfrei",
		"mo 9:00-12:00, di 14:00-18:00, mi 9:00-12:00, do 14:00-18:30, fr 9:00-11:00",
		[]string{"systemische Beratung", "Briefberatung"},
		[]string{"Deutsch", "English"},
		48 * time.Hour, 8,
	},
	{
		"berta.m", "Wohnen, Geld, Behörden: Wir sortieren zusammen, was zuerst dran ist.", "Sozialarbeiterin B.A.", "kostenfrei",
		"di 9:00-12:00, do 9:00-12:00",
		[]string{"Sozialberatung"},
		[]string{"Deutsch", "Türkçe"},
		24 * time.Hour, 5,
	},
	{
		"carlo.f", "Für junge Menschen zwischen 14 und 27: Schule, Ausbildung, Streit zu Hause, Liebeskummer.", "Sozialpädagoge, Mediator", "kostenfrei",
		"mi 14:00-18:00",
		[]string{"Mediation", "Chatberatung"},
		[]string{"Deutsch", "Italiano"},
		72 * time.Hour, house.CapacityUnlimited,
	},
}

const demoMinutes = "1. Aufnahme: Anfragen an das Team werden am selben Tag gelesen.\n2. Urlaub: anna.k ist in der zweiten Ferienwoche weg, carlo.f vertritt.\n3. Flyer: Text überarbeiten."

const demoWiki = "# Aufnahme\n\nWie wir mit neuen Anfragen umgehen:\n\n1. Lesen, wer gerade Zeit hat.\n2. Annehmen, wer passt; die anderen sehen sie dann nicht mehr.\n3. Innerhalb von zwei Tagen der erste Brief.\n\nIn Krisen: Checkliste, dann Leitung anrufen."

const demoGoal = "Nach der Trennung wieder ruhig schlafen und wissen, wie die Wochen mit den Kindern gehen."

// demoLetters are those of the counselling, in their order.
var demoLetters = []struct{ subject, text string }{
	{"Seit der Trennung schlafe ich kaum", "Guten Tag,\n\nseit drei Monaten wohnen wir getrennt, und jede Woche ist anders. Die Kinder sind tapfer, ich bin es nicht. Ich weiß nicht, was ich eigentlich fragen will.\n\nGerda"},
	{"Re: Seit der Trennung schlafe ich kaum", "Liebe Gerda,\n\ndanke, dass Sie geschrieben haben. Sie müssen noch nicht wissen, was Sie fragen wollen. Mögen Sie mir von einem Abend erzählen, der etwas besser war als die anderen?\n\nIch schlage Ihnen einen Kontrakt vor, damit Sie wissen, worauf Sie sich verlassen können.\n\nAnna"},
	{"Ein besserer Abend", "Letzten Mittwoch. Wir haben Pfannkuchen gemacht, und niemand hat geredet, und es war gut. Danach habe ich fünf Stunden geschlafen."},
	{"Re: Ein besserer Abend", "Pfannkuchen und Schweigen. Was daran ließe sich in die nächste Woche mitnehmen, ohne dass es gleich gelingen muss?"},
	{"Mitgenommen", "Wir haben jetzt einen Pfannkuchenabend. Der Große will, dass er Mittwoch bleibt, auch wenn sie bei ihrem Vater sind. Ist das erlaubt, so etwas zu verlangen?"},
}

const demoOverdue = "Der Vermieter will in die Wohnung, wann er will. Darf er das? Er steht manchmal einfach da."

const demoNew = "Ich habe noch nie jemandem geschrieben. Es geht um meine Arbeit, und dass ich morgens nicht mehr hinkomme. Reicht das für den Anfang?"

type demoPost struct{ who, title, text string }

// demoSteps are the posts of the peer consultation, by step.
var demoSteps = [][]demoPost{
	{
		{"berta.m", "Meine Frage", "In der Elterngruppe redet seit zwei Treffen niemand mehr. Wie komme ich aus dieser Stille heraus?"},
		{"elif.t", "Gut so", "Als Fall passt das für mich."},
	},
	{{"berta.m", "Bericht", "Acht Eltern, seit einem Jahr zusammen. Im Mai gab es Streit über das Sommerfest, seitdem antworten alle nur noch mit einem Wort. Ich rede dann zu viel."}},
	{
		{"david.w", "Wer war im Streit?", "Waren alle beteiligt oder zwei, und die anderen haben zugesehen?"},
		{"berta.m", "Zwei", "Zwei. Die anderen sahen auf den Tisch."},
	},
	{
		{"carlo.f", "Eng", "Mir wird beim Lesen eng im Hals."},
		{"david.w", "Müde", "Ich spüre Müdigkeit und Lust zu gehen."},
		{"elif.t", "Ärger", "Ärger auf die, die zusehen."},
		{"frida.n", "Mitleid", "Mitleid mit dir, die für acht redet."},
	},
	{
		{"david.w", "Schutz", "Vielleicht schützt die Stille die beiden vor einem zweiten Streit."},
		{"elif.t", "Auftrag", "Vielleicht wartet die Gruppe, dass du entscheidest, ob das Fest stattfindet."},
	},
}
