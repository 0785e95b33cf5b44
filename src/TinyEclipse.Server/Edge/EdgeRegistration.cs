namespace TinyEclipse.Server.Edge;

public static class EdgeRegistration
{
    public static void AddEdge(this WebApplicationBuilder builder)
    {
        // Logging:Console:FormatterName names another one, such as json.
        builder.Logging.AddConsole(console => console.FormatterName ??= LogLines.FormatterName).AddConsoleFormatter<LogLines, Microsoft.Extensions.Logging.Console.ConsoleFormatterOptions>();
    }

    /// <summary>What every request passes before anything else.</summary>
    public static void UseEdge(this WebApplication app) => app.UseRequestIds();
}
