using System.Text;
using TinyEclipse.Cli;

Console.OutputEncoding = Encoding.UTF8;
return await Te.RunAsync(args, Shell.OfThisProcess());
