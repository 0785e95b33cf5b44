using System.Globalization;
using System.Resources;

namespace TinyEclipse.Server.Features.People;

/// <summary>The words of mail to people. Dutch (nl-BE) is the language of who has not chosen one.</summary>
public static class PeopleTexts
{
    public const string DefaultLanguage = "nl-BE";
    private static readonly ResourceManager Resources = new(typeof(PeopleTexts));

    public static string Of(string name, string language, params ReadOnlySpan<object?> values)
    {
        var culture = CultureInfo.GetCultureInfo(language);
        var text = Resources.GetString(name, culture) ?? throw new MissingManifestResourceException($"PeopleTexts.resx has no {name}.");
        return string.Format(culture, text, values);
    }
}
