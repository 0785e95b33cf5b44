using System.Text.Json;

namespace TinyEclipse.Cli.Output;

/// <summary>Enum values as words: CART_STATE_ABANDONED is "abandoned", PLAN_PRO_PLUS is "pro_plus".</summary>
internal static class EnumWords
{
    public static string Word<T>(this T value)
        where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());

    /// <summary>All words but the one for "not given".</summary>
    public static string[] All<T>()
        where T : struct, Enum => [.. Enum.GetValues<T>().Where(IsGiven).Select(Word)];

    public static T Parse<T>(string? word)
        where T : struct, Enum => Enum.GetValues<T>().FirstOrDefault(value => IsGiven(value) && value.Word() == word);

    private static bool IsGiven<T>(T value)
        where T : struct, Enum => !value.Equals(default(T));
}
