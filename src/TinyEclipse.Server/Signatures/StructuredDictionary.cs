using System.Globalization;
using System.Text;

namespace TinyEclipse.Server.Signatures;

/// <summary>
/// Reads the dictionaries of RFC 9651 that signatures are made of. Stricter than the RFC where leniency serves only who attacks: a name that comes twice,
/// dates and decimals, and anything long are refused.
/// </summary>
public sealed class StructuredDictionary
{
    private const int LongestField = 4096;
    private const int MostMembers = 8;
    private const int MostItems = 32;
    private const int MostDigits = 15;

    private readonly string _text;
    private int _at;

    private StructuredDictionary(string text) => _text = text;

    private char Current => _at < _text.Length ? _text[_at] : '\0';

    /// <summary>Null when the field is not a dictionary as it should be.</summary>
    public static IReadOnlyDictionary<string, StructuredMember>? Parse(string field)
    {
        try
        {
            return field.Length is > 0 and <= LongestField ? new StructuredDictionary(field.Trim(' ')).ReadAll() : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private Dictionary<string, StructuredMember> ReadAll()
    {
        var members = new Dictionary<string, StructuredMember>(StringComparer.Ordinal);
        do
        {
            SkipOptionalSpace();
            Require(members.TryAdd(ReadKey(), ReadMember()) && members.Count <= MostMembers);
            SkipOptionalSpace();
        }
        while (Take(','));
        Require(_at == _text.Length);
        return members;
    }

    private StructuredMember ReadMember()
    {
        if (!Take('='))
            return new(IsList: false, [new(true, [])], ReadParameters());
        if (Current != '(')
            return new(IsList: false, [new(ReadBareItem(), [])], ReadParameters());

        var items = ReadInnerList();
        return new(IsList: true, items, ReadParameters());
    }

    private List<StructuredItem> ReadInnerList()
    {
        var items = new List<StructuredItem>();
        Require(Take('('));
        while (true)
        {
            SkipSpaces();
            if (Take(')'))
                return items;

            items.Add(new(ReadBareItem(), ReadParameters()));
            Require(Current is ' ' or ')' && items.Count <= MostItems);
        }
    }

    private List<KeyValuePair<string, object>> ReadParameters()
    {
        var parameters = new List<KeyValuePair<string, object>>();
        while (Take(';'))
        {
            SkipSpaces();
            var key = ReadKey();
            Require(!parameters.Exists(parameter => parameter.Key == key) && parameters.Count < MostItems);
            parameters.Add(new(key, Take('=') ? ReadBareItem() : true));
        }
        return parameters;
    }

    private string ReadKey()
    {
        Require(char.IsAsciiLetterLower(Current) || Current == '*');
        return TakeWhile(character => char.IsAsciiLetterLower(character) || char.IsAsciiDigit(character) || character is '_' or '-' or '.' or '*');
    }

    private object ReadBareItem() => Current switch
    {
        '"' => ReadString(),
        ':' => ReadBytes(),
        '?' => ReadBoolean(),
        '-' or (>= '0' and <= '9') => ReadInteger(),
        _ => ReadToken(),
    };

    private string ReadString()
    {
        var value = new StringBuilder();
        _at++;
        while (!Take('"'))
        {
            var isEscaped = Take('\\');
            Require(Current is >= ' ' and <= '~' && (!isEscaped || Current is '"' or '\\'));
            value.Append(Current);
            _at++;
        }
        return value.ToString();
    }

    private byte[] ReadBytes()
    {
        _at++;
        var encoded = TakeWhile(character => char.IsAsciiLetterOrDigit(character) || character is '+' or '/' or '=');
        var bytes = Convert.FromBase64String(encoded);
        // Bits that decoding would ignore.
        Require(Take(':') && Convert.ToBase64String(bytes) == encoded);
        return bytes;
    }

    private bool ReadBoolean()
    {
        _at++;
        Require(Current is '0' or '1');
        return _text[_at++] == '1';
    }

    private long ReadInteger()
    {
        var sign = Take('-') ? -1 : 1;
        var digits = TakeWhile(char.IsAsciiDigit);
        Require(digits.Length is > 0 and <= MostDigits && Current != '.');
        return sign * long.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);
    }

    private StructuredToken ReadToken()
    {
        Require(char.IsAsciiLetter(Current) || Current == '*');
        return new(TakeWhile(character => char.IsAsciiLetterOrDigit(character) || "!#$%&'*+-.^_`|~:/".Contains(character, StringComparison.Ordinal)));
    }

    private string TakeWhile(Func<char, bool> belongs)
    {
        var start = _at;
        while (_at < _text.Length && belongs(_text[_at]))
            _at++;
        return _text[start.._at];
    }

    private bool Take(char expected)
    {
        if (_at >= _text.Length || _text[_at] != expected)
            return false;
        _at++;
        return true;
    }

    private void SkipSpaces() => TakeWhile(character => character == ' ');

    private void SkipOptionalSpace() => TakeWhile(character => character is ' ' or '\t');

    private static void Require(bool holds)
    {
        if (!holds)
            throw new FormatException();
    }
}
