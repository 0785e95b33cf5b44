using System.Globalization;
using System.Text;

namespace TinyEclipse.Cli.Demo;

/// <summary>Somebody with a name, an address under a domain that takes no mail, and perhaps a phone and an account.</summary>
internal sealed record Customer(string Name, string Email, string? Phone, string? CustomerId);

/// <summary>People as they are called in Belgium. No two of one run share a name.</summary>
internal sealed class Customers(Random random)
{
    private static readonly string[] FirstNames =
    [
        "An", "Bram", "Camille", "Dries", "Elke", "Fien", "Gert", "Hanne", "Ilse", "Jef", "Kobe", "Lien", "Marijke", "Nele", "Omar", "Pieter",
        "Rani", "Sofie", "Stijn", "Tine", "Wout", "Yasmina", "Zoë", "Chloé", "Joëlle", "Louis",
    ];

    private static readonly string[] LastNames =
    [
        "Peeters", "Janssens", "Maes", "Jacobs", "Mertens", "Willems", "Claes", "Goossens", "Wouters", "De Smet", "De Backer", "Van den Broeck",
        "Vermeulen", "Hermans", "Aerts", "Michiels", "El Amrani", "Dubois", "Lambert", "Desmedt", "Bogaerts", "Van Damme", "Cools", "Segers",
    ];

    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);

    public Customer Next()
    {
        var name = $"{Pick(FirstNames)} {Pick(LastNames)}";
        var email = Mailbox(name);
        for (var number = 2; !_taken.Add(email); number++)
            email = Mailbox(name) + number.ToString(CultureInfo.InvariantCulture);

        var phone = random.Next(100) < 35 ? $"0470 00 {random.Next(10, 100)} {random.Next(10, 100)}" : null;
        var customerId = random.Next(100) < 30 ? random.Next(100, 1000).ToString(CultureInfo.InvariantCulture) : null;
        return new Customer(name, email + "@example.be", phone, customerId);
    }

    private string Pick(string[] names) => names[random.Next(names.Length)];

    /// <summary>"Zoë Van den Broeck" writes as zoe.vandenbroeck.</summary>
    private static string Mailbox(string name)
    {
        var letters = name.ToLowerInvariant().Normalize(NormalizationForm.FormD).Where(letter => char.IsAsciiLetter(letter) || letter == ' ');
        var parts = string.Concat(letters).Split(' ', 2);
        return $"{parts[0]}.{parts[1].Replace(" ", "", StringComparison.Ordinal)}";
    }
}
