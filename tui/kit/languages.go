package kit

import "stockwerk/text"

// Languages are the languages a person may choose.
func Languages(env *Env) []Choose {
	return []Choose{
		{ID: string(text.German), Label: env.T("common.language.formal")},
		{ID: string(text.GermanDu), Label: env.T("common.language.informal")},
		{ID: string(text.English), Label: env.T("common.language.english")},
	}
}
