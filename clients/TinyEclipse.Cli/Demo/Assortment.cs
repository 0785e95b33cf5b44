namespace TinyEclipse.Cli.Demo;

internal sealed record Product(string Id, string Name, long PriceMinor);

/// <summary>What the chocolate shop sells. Names are as its customers read them.</summary>
internal static class Assortment
{
    public const string CurrencyCode = "EUR";

    public static IReadOnlyList<Product> Products { get; } =
    [
        new("11", "Pralines assortiment 250 g", 1595),
        new("12", "Pralines assortiment 500 g", 2995),
        new("13", "Pralines assortiment 1 kg", 5650),
        new("14", "Pralines puur 250 g", 1650),
        new("15", "Manons met verse room, 6 stuks", 1150),
        new("21", "Cacaotruffels 200 g", 1350),
        new("22", "Truffels met jenever 200 g", 1495),
        new("23", "Truffels zonder suiker 150 g", 1295),
        new("31", "Tablet puur 72 % 100 g", 495),
        new("32", "Tablet melk met hazelnoot 100 g", 495),
        new("33", "Tablet wit met framboos 100 g", 525),
        new("34", "Tablet melk met zeezout en karamel 100 g", 525),
        new("41", "Geschenkdoos Feest, 24 pralines", 3250),
        new("42", "Geschenkdoos Dank je wel, 12 pralines", 1895),
        new("43", "Geschenkmand Chocotale", 6450),
        new("51", "Orangettes 150 g", 995),
        new("52", "Mendiants 150 g", 1095),
        new("53", "Chocoladepasta hazelnoot 350 g", 795),
        new("54", "Warme chocolade aan een lepel, 6 stuks", 1275),
        new("55", "Zeevruchten 250 g", 1195),
    ];
}
