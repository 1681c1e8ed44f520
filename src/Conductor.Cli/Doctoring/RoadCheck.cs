using System.Net;
using System.Net.Sockets;
using Conductor.Backends.Ollama;
using Conductor.Server.Configuration;

namespace Conductor.Cli.Doctoring;

/// <summary>Walks the road to a host: its name, its address, its port, and what may stand on the way.</summary>
internal sealed class RoadCheck(HostSettings host, ConductorSettings settings, TimeProvider time)
{
    private static readonly TimeSpan NamePatience = TimeSpan.FromSeconds(5);

    private readonly string _place = $"host {host.Name}";
    private readonly Uri _url = new(host.Url);

    /// <summary>Adds what it finds; false where the road ends before the host.</summary>
    public async Task<bool> RunAsync(List<Finding> findings, CancellationToken cancellationToken)
    {
        findings.AddRange(Proxy());
        var addresses = await ResolveAsync(findings, cancellationToken);
        if (addresses.Length == 0)
            return false;
        var started = time.GetTimestamp();
        var refusal = await ConnectAsync(addresses, _url.Port, cancellationToken);
        if (refusal is null)
        {
            findings.Add(Finding.Good(_place, $"{_url.Authority} takes connections ({time.GetElapsedTime(started).TotalMilliseconds:0.0} ms)."));
            return true;
        }
        var what = $"Nothing takes connections at {_url.Authority}: {refusal}";
        var wayOut = await WayOutAsync(addresses, cancellationToken);
        // Nobody asked for one that is only looked for.
        findings.Add(host.IsOptional ? Finding.Note(_place, what, wayOut) : Finding.Broken(_place, what, wayOut));
        return false;
    }

    private async Task<IPAddress[]> ResolveAsync(List<Finding> findings, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(NamePatience, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        var started = time.GetTimestamp();
        string why;
        try
        {
            var addresses = await Dns.GetHostAddressesAsync(_url.IdnHost.Trim('[', ']'), both.Token);
            if (_url.HostNameType == UriHostNameType.Dns)
                findings.Add(Finding.Good(_place, $"{_url.Host} is {string.Join(", ", addresses.AsEnumerable())} ({time.GetElapsedTime(started).TotalMilliseconds:0.0} ms)."));
            return addresses;
        }
        catch (SocketException cause)
        {
            why = cause.Message;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            why = $"no name server answered within {NamePatience.TotalSeconds:0} s";
        }
        findings.Add(Finding.Broken(_place, $"The name {_url.Host} leads nowhere: {why}.", $"Write the host's address in its place (conductor.hosts.{host.Name}.url), or make the name known (/etc/hosts, the DNS)."));
        return [];
    }

    private async Task<string?> ConnectAsync(IPAddress[] addresses, int port, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(settings.ConnectTimeout, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(addresses, port, both.Token);
            return null;
        }
        catch (SocketException cause)
        {
            return cause.SocketErrorCode == SocketError.ConnectionRefused ? "the connection is refused." : $"{cause.Message}.";
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return $"no answer within {settings.ConnectTimeout.TotalSeconds:0.###} s (timeouts.connect), as when a firewall drops them or the machine is off.";
        }
    }

    private async Task<string> WayOutAsync(IPAddress[] addresses, CancellationToken cancellationToken)
    {
        if (_url.Port != OllamaAddress.DefaultPort && await ConnectAsync(addresses, OllamaAddress.DefaultPort, cancellationToken) is null)
            return $"Something listens there on Ollama's own port {OllamaAddress.DefaultPort}: is the port of conductor.hosts.{host.Name}.url wrong?";
        return _url.IsLoopback
            ? "Start the server (ollama serve), or correct the URL."
            : $"Start the server there. An Ollama listens only to its own machine unless it is told otherwise: OLLAMA_HOST=0.0.0.0 ollama serve. Then look at firewalls between here and {_url.Host}.";
    }

    private IEnumerable<Finding> Proxy()
    {
        // Hosts on this machine are never asked through one.
        if (_url.IsLoopback || HttpClient.DefaultProxy.GetProxy(_url) is not { } proxy || proxy == _url)
            yield break;
        yield return Finding.Warning(_place, $"Its requests go through the proxy {proxy.GetLeftPart(UriPartial.Authority)}. Many proxies hold answers back until they are whole, and end long ones.",
            $"If the host can be reached without it: NO_PROXY={_url.Host}");
    }
}
