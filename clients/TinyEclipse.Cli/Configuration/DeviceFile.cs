using System.Text.Json;

namespace TinyEclipse.Cli.Configuration;

/// <summary>The servers' hints that somebody signed in here before. They open nothing, so logging out leaves them: whoever guesses at the password does not hold up this device.</summary>
internal sealed class DeviceFile(string path)
{
    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true };

    public static DeviceFile Of(Shell shell) => new(Path.Combine(LoginFile.Folder(shell), "devices.json"));

    public string HintFor(Uri address, string email) => Read().GetValueOrDefault(Key(address, email), "");

    public void Keep(Uri address, string email, string hint)
    {
        var hints = Read();
        hints[Key(address, email)] = hint;
        PrivateFile.MakeFolder(Path.GetDirectoryName(path)!);
        PrivateFile.Write(path, stream => JsonSerializer.Serialize(stream, hints, Json));
    }

    /// <summary>What cannot be read is as good as none: the sign-in goes on as at a new device.</summary>
    private Dictionary<string, string> Read()
    {
        try
        {
            return JsonSerializer.Deserialize<Dictionary<string, string>>(File.ReadAllText(path)) ?? [];
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException or JsonException)
        {
            return [];
        }
    }

    private static string Key(Uri address, string email) => $"{email.ToLowerInvariant()} {address.GetLeftPart(UriPartial.Authority)}";
}
