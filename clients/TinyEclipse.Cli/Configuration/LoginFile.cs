using System.Text.Json;

namespace TinyEclipse.Cli.Configuration;

/// <summary>What `te login` keeps: one server and the token for it, readable by nobody but its owner.</summary>
internal sealed class LoginFile(string path)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public string Path { get; } = path;

    public static LoginFile Of(Shell shell)
    {
        var folder = shell.Environment("XDG_CONFIG_HOME") is { Length: > 0 } given
            ? given
            : Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        return new LoginFile(System.IO.Path.Combine(folder, "tinyeclipse", "te.json"));
    }

    public Source? Read()
    {
        try
        {
            var login = JsonSerializer.Deserialize<Login>(File.ReadAllText(Path), Json);
            return login?.Url is { } url && ServerUri.TryParse(url, out var address)
                ? new Source(Path) { Address = address, Token = login.Token, BelongsToItsAddress = true }
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

    /// <summary>Replaces the file in one step: whoever reads meanwhile sees the old login or the new one.</summary>
    public void Write(Uri address, string token)
    {
        var folder = System.IO.Path.GetDirectoryName(Path)!;
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(folder);
        else
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

        var draft = $"{Path}.{Guid.NewGuid():n}";
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var stream = new FileStream(draft, options))
        {
            JsonSerializer.Serialize(stream, new Login(address.ToString(), token), Json);
            stream.Flush(flushToDisk: true);
        }

        File.Move(draft, Path, overwrite: true);
    }

    public bool Delete()
    {
        if (!File.Exists(Path))
            return false;
        File.Delete(Path);
        return true;
    }

    private sealed record Login(string? Url, string? Token);
}
