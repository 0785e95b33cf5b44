using System.Text.Json;

namespace TinyEclipse.Cli.Configuration;

/// <summary>What `te login` keeps: one server, the token for it and who signed in, readable by nobody but its owner.</summary>
internal sealed class LoginFile(string path)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public string Path { get; } = path;

    public static LoginFile Of(Shell shell) => new(System.IO.Path.Combine(Folder(shell), "te.json"));

    /// <summary>Where te keeps what it knows of its user.</summary>
    public static string Folder(Shell shell)
    {
        var parent = shell.Environment("XDG_CONFIG_HOME") is { Length: > 0 } given
            ? given
            : Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        return System.IO.Path.Combine(parent, "tinyeclipse");
    }

    public Source? Read()
    {
        try
        {
            var login = JsonSerializer.Deserialize<Login>(File.ReadAllText(Path), Json);
            return login?.Url is { } url && ServerUri.TryParse(url, out var address)
                ? new Source(Path) { Address = address, Token = login.Token, Email = login.Email, BelongsToItsAddress = true }
                : throw new FailureException(Say.That(Words.LoginFileUnreadable, Path));
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (JsonException exception)
        {
            throw new FailureException(Say.That(Words.LoginFileUnreadable, Path), exception);
        }
    }

    /// <summary>Null also when it cannot be read, for who is about to forget or replace it.</summary>
    public Source? ReadOrNull()
    {
        try
        {
            return Read();
        }
        catch (FailureException)
        {
            return null;
        }
    }

    /// <param name="email">Of who signed in; null where a token was given.</param>
    public void Write(Uri address, string token, string? email = null)
    {
        PrivateFile.MakeFolder(System.IO.Path.GetDirectoryName(Path)!);
        PrivateFile.Write(Path, stream => JsonSerializer.Serialize(stream, new Login(address.ToString(), token, email), Json));
    }

    public bool Delete()
    {
        if (!File.Exists(Path))
            return false;
        File.Delete(Path);
        return true;
    }

    private sealed record Login(string? Url, string? Token, string? Email);
}
