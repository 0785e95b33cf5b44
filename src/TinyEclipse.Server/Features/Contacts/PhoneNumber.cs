using System.Text.RegularExpressions;

namespace TinyEclipse.Server.Features.Contacts;

/// <summary>Numbers that people typed, in E.164: Belgian ones also without their country, others only with it.</summary>
public static partial class PhoneNumber
{
    private const int PatienceMilliseconds = 100;

    /// <summary>Null when it cannot be read for certain.</summary>
    public static string? Normalize(string typed)
    {
        var number = Separators().Replace(BracketedZero().Replace(typed, ""), "");
        if (number.StartsWith("00", StringComparison.Ordinal))
            number = $"+{number[2..]}";
        else if (number.StartsWith('0'))
            number = $"+32{number[1..]}";

        number = ZeroAfterCountry().Replace(number, "");
        var form = number.StartsWith("+32", StringComparison.Ordinal) ? Belgian() : International();
        return form.IsMatch(number) ? number : null;
    }

    // "+32 (0)470 12 34 56": the zero is dialled within the country only.
    [GeneratedRegex(@"(?<=(\+|00)[0-9\s]{1,4})\(0\)", RegexOptions.ExplicitCapture, PatienceMilliseconds)]
    private static partial Regex BracketedZero();

    // Marks of writing direction come along when a number is copied from a phone's contacts.
    [GeneratedRegex(@"[\s./()\-\u2010-\u2015\p{Cf}]", RegexOptions.None, PatienceMilliseconds)]
    private static partial Regex Separators();

    // The Netherlands, Belgium, France, Britain and Germany: no number of theirs begins with a zero, but many write it after the country too.
    [GeneratedRegex(@"(?<=^\+(31|32|33|44|49))0", RegexOptions.ExplicitCapture, PatienceMilliseconds)]
    private static partial Regex ZeroAfterCountry();

    // Mobile numbers have nine digits and begin with 45 to 49, all others have eight.
    [GeneratedRegex(@"^\+32(4[5-9][0-9]{7}|4[0-4][0-9]{6}|[1-35-9][0-9]{7})\z", RegexOptions.ExplicitCapture, PatienceMilliseconds)]
    private static partial Regex Belgian();

    [GeneratedRegex(@"^\+[1-9][0-9]{6,14}\z", RegexOptions.None, PatienceMilliseconds)]
    private static partial Regex International();
}
